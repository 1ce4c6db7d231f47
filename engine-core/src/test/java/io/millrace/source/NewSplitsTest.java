package io.millrace.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.job.JobState;
import io.millrace.operator.Batch;
import io.millrace.operator.TaskContext;
import io.millrace.sink.Sinks;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NewSplitsTest {

    private static final int EVENTS = 100;

    /** Splits that have more until all events of those that are found later have arrived. */
    private static final class Busy implements SplitSource<Integer> {

        private static final long serialVersionUID = 1;

        private static final List<Split> OLD = List.of(new Split("old a"), new Split("old b"));
        private static final List<Split> ALL =
                List.of(new Split("old a"), new Split("old b"), new Split("new a"), new Split("new b"));

        private final AtomicInteger arrived = new AtomicInteger();
        private final int looksBefore;

        private Busy(int looksBefore) {
            this.looksBefore = looksBefore;
        }

        @Override
        public SplitFinder finder(TaskContext context) {
            AtomicInteger looks = new AtomicInteger();
            return known ->
                    looks.getAndIncrement() < looksBefore ? Splits.soFar(OLD, Duration.ofNanos(1)) : Splits.all(ALL);
        }

        @Override
        public SourceReader<Integer> open(SourceContext context) {
            boolean isOld = context.split().startsWith("old");
            return new SourceReader<>() {
                private int read;

                @Override
                public Fetch fetch(Batch<Integer> batch) {
                    if (isOld ? arrived.get() == 2 * EVENTS : read == EVENTS) {
                        return Fetch.END;
                    }
                    batch.add(isOld ? 0 : ++read);
                    return Fetch.MORE;
                }

                @Override
                public Object position() {
                    return read;
                }
            };
        }
    }

    /** Some are found while the readers open. */
    @ParameterizedTest(name = "{0} looks before")
    @ValueSource(ints = {1, 2, 3, 1_000})
    void shouldBeReadThoughOldOnesKeepTheirConsumersBusy(int looksBefore) {
        Busy source = new Busy(looksBefore);
        Pipeline pipeline = Pipeline.create("busy");
        pipeline.source("in", source)
                .parallelism(2)
                .rebalance()
                .filter(number -> number > 0)
                .parallelism(1)
                .to("out", Sinks.callback(number -> source.arrived.incrementAndGet()));
        try (Engine engine = Engine.withWorkers(1)) {
            Job job = engine.start(pipeline, JobOptions.parallelism(2).withBatchSize(1));
            assertThat(job.join()).isEqualTo(JobState.FINISHED);
            assertThat(source.arrived).hasValue(2 * EVENTS);
        }
    }
}
