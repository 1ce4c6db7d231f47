package io.millrace.window.model;

import io.millrace.operator.Batch;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.time.EventTime;
import io.millrace.time.WatermarkGenerator;
import io.millrace.window.model.Step.What;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A source of steps: watermarks pass in the same place in every run because a batch ends at each, and what the clock
 * shows at each event is the same because the source waits for it. A simulated clock moves only when all that went
 * before has been done.
 */
record StepSource(List<Step> steps) implements Source<Step> {

    @Override
    public SourceReader<Step> open(SourceContext context) {
        return new Reader(steps, context);
    }

    private static final class Reader implements SourceReader<Step> {

        private final List<Step> steps;
        private final SourceContext context;
        private final long start;
        private int next;

        private Reader(List<Step> steps, SourceContext context) {
            this.steps = steps;
            this.context = context;
            this.start = context.clock().nanos();
        }

        @Override
        public Fetch fetch(Batch<Step> batch) {
            while (next < steps.size() && !batch.isFull()) {
                Step step = steps.get(next);
                if (step.what() == What.CLOCK && isAhead(step)) {
                    return Fetch.WAIT;
                }
                next++;
                batch.add(step);
                if (step.what() == What.WATERMARK) {
                    break;
                }
            }
            return next < steps.size() ? Fetch.MORE : Fetch.END;
        }

        private boolean isAhead(Step step) {
            long due = start + TimeUnit.MILLISECONDS.toNanos(step.time());
            if (due <= context.clock().nanos()) {
                return false;
            }
            context.wakeAtNanos(due);
            return true;
        }
    }

    /** Announces the watermarks that are among the steps. */
    static final class Watermarks implements WatermarkGenerator<Step> {

        private long watermark = EventTime.NONE;

        @Override
        public boolean onEvent(Step step, long timestamp) {
            if (step.what() != What.WATERMARK) {
                return false;
            }
            watermark = step.time();
            return true;
        }

        @Override
        public long watermark() {
            return watermark;
        }
    }
}
