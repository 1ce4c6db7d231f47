package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.millrace.Engine;
import io.millrace.EventStream;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.operator.Batch;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.sink.Sinks;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.state.ValueState;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What is done for each batch allocates nothing, where nothing is told besides rows. */
class StepAllocationTest {

    private static final int BATCH = 4;
    private static final int FETCHES = 60_000;

    @Test
    void shouldAllocateNothingWhenStepsAreFusedWithTheirSource() {
        check(1, numbers -> numbers.map(number -> number).filter(number -> number >= 0));
    }

    @Test
    void shouldAllocateNothingWhenRowsGoToOtherTasks() {
        check(
                2,
                numbers -> numbers.rebalance()
                        .map(number -> number)
                        .keyBy(number -> number)
                        .process("last", Last::new));
    }

    private static void check(int parallelism, UnaryOperator<EventStream<Long>> steps) {
        Steady numbers = new Steady();
        Pipeline pipeline = Pipeline.create("steady");
        steps.apply(pipeline.source("numbers", numbers)).to("out", Sinks.discard());
        try (Engine engine = Engine.withWorkers(1)) {
            engine.start(pipeline, JobOptions.parallelism(parallelism).withBatchSize(BATCH))
                    .join();
        }
        assertThat((double) numbers.bytes.get() / FETCHES)
                .as("bytes that the one worker allocates from a fetch to the next")
                .isLessThan(1);
    }

    private static final class Last extends KeyedProcess<Long, Long, Long> {

        private final ValueState<Long> last = value("last", Long.class);

        @Override
        protected void process(Long number, KeyedContext<Long> context, Emitter<Long> out) {
            last.set(number);
            out.emit(number);
        }
    }

    /** The same few events, and what its thread has allocated in the second half of the time. */
    private static final class Steady implements Source<Long> {

        private static final long serialVersionUID = 1;

        private final transient AtomicLong bytes = new AtomicLong();

        @Override
        public SourceReader<Long> open(SourceContext context) {
            return context.subtask() > 0 ? batch -> Fetch.END : new Reader();
        }

        private final class Reader implements SourceReader<Long> {

            private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            private int fetches;

            @Override
            public Fetch fetch(Batch<Long> batch) {
                fetches++;
                if (fetches == FETCHES || fetches == 2 * FETCHES) {
                    bytes.set(threads.getCurrentThreadAllocatedBytes() - bytes.get());
                }
                for (long number = 0; number < BATCH; number++) {
                    batch.add(number);
                }
                return fetches < 2 * FETCHES ? Fetch.MORE : Fetch.END;
            }
        }
    }
}
