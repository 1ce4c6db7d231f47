package io.millrace.window.operator;

import io.millrace.operator.Batch;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.time.EventTime;
import io.millrace.time.WatermarkGenerator;
import java.util.Iterator;
import java.util.List;

/**
 * A source of steps, watermarks among them: it ends its batch at each, so that they pass in the same place in every
 * run.
 */
record StepSource(List<Step> steps) implements Source<Step> {

    @Override
    public SourceReader<Step> open(SourceContext context) {
        Iterator<Step> left = steps.iterator();
        return batch -> fetch(left, batch);
    }

    private static Fetch fetch(Iterator<Step> left, Batch<Step> batch) {
        boolean watermark = false;
        while (left.hasNext() && !batch.isFull() && !watermark) {
            Step step = left.next();
            watermark = step.event() == null;
            batch.add(step);
        }
        return left.hasNext() ? Fetch.MORE : Fetch.END;
    }

    /** Announces the watermarks that are among the steps. */
    static final class Watermarks implements WatermarkGenerator<Step> {
        private long watermark = EventTime.NONE;

        @Override
        public boolean onEvent(Step step, long timestamp) {
            if (step.event() == null) {
                watermark = step.watermark();
            }
            return false;
        }

        @Override
        public long watermark() {
            return watermark;
        }
    }
}
