package io.millrace.window;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.millrace.Engine;
import io.millrace.JobOptions;
import io.millrace.KeyedExtension;
import io.millrace.Pipeline;
import io.millrace.operator.Aggregate;
import io.millrace.operator.Batch;
import io.millrace.sink.Sinks;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Windows that get events and fire nothing allocate nothing for a batch, however small it is. */
class StepAllocationTest {

    private static final int BATCH = 4;
    private static final int FETCHES = 60_000;

    @Test
    void shouldAllocateNothingInTumblingWindows() {
        check(Windows.tumbling(Duration.ofHours(1)));
    }

    @Test
    void shouldAllocateNothingInSlidingWindows() {
        check(Windows.sliding(Duration.ofHours(1), Duration.ofMinutes(1)));
    }

    @Test
    void shouldAllocateNothingInSessions() {
        check(Windows.session(Duration.ofHours(1)));
    }

    @Test
    void shouldAllocateNothingForSmallSetsInSessions() {
        check(Windows.session(Duration.ofHours(1)), Aggregates.countDistinct((Long number) -> number % 3));
        check(Windows.session(Duration.ofHours(1)), Aggregates.distinct((Long number) -> number % 3));
    }

    private static void check(KeyedExtension<Long, Long, WindowedStream<Long, Long>> windows) {
        check(windows, Aggregates.count());
    }

    private static void check(
            KeyedExtension<Long, Long, WindowedStream<Long, Long>> windows, Aggregate<? super Long, ?, ?> aggregate) {
        Steady numbers = new Steady();
        Pipeline pipeline = Pipeline.create("steady");
        pipeline.source("numbers", numbers)
                .timestamps(Timestamps.millis(number -> number), Watermarks.ascending())
                .keyBy(number -> number)
                .window(windows)
                .aggregate("results", aggregate)
                .to("out", Sinks.discard());
        try (Engine engine = Engine.withWorkers(1)) {
            engine.start(pipeline, JobOptions.parallelism(1).withBatchSize(BATCH))
                    .join();
        }
        assertThat((double) numbers.bytes.get() / FETCHES)
                .as("bytes that the one worker allocates from a fetch to the next")
                .isLessThan(1);
    }

    /** The same few events, and what its thread has allocated in the second half of the time. */
    private static final class Steady implements Source<Long> {

        private static final long serialVersionUID = 1;

        private final transient AtomicLong bytes = new AtomicLong();

        @Override
        public SourceReader<Long> open(SourceContext context) {
            return new Reader();
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
