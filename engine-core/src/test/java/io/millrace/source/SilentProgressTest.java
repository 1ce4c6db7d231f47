package io.millrace.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.operator.Batch;
import io.millrace.operator.TaskContext;
import io.millrace.sink.Sinks;
import io.millrace.state.serde.Type;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reader that gets on without events has snapshots know it. */
class SilentProgressTest {

    private static final long LAST = 7;

    /** Where readers have begun. */
    private final Queue<String> starts = new ConcurrentLinkedQueue<>();

    /** Of the places up to the last one only the first of each has an event. */
    private final class Silent implements SplitSource<Long> {

        private static final long serialVersionUID = 1;

        private final boolean blocking;
        private final int splits;

        Silent(boolean blocking, int splits) {
            this.blocking = blocking;
            this.splits = splits;
        }

        @Override
        public SplitFinder finder(TaskContext context) {
            List<Split> all = LongStream.range(0, splits)
                    .mapToObj(split -> new Split("s" + split))
                    .toList();
            return known -> Splits.all(all);
        }

        @Override
        public boolean blocking() {
            return blocking;
        }

        @Override
        public Type<Long> eventType() {
            return Type.of(Long.class);
        }

        @Override
        public SourceReader<Long> open(SourceContext context) {
            starts.add(context.split() + "@" + context.startPosition());
            return new SourceReader<>() {
                private long place = context.startPosition() == null ? 0 : (Long) context.startPosition();

                @Override
                public Fetch fetch(Batch<Long> batch) {
                    if (place == LAST) {
                        return Fetch.WAIT;
                    }
                    if (place == 0) {
                        batch.add(place);
                    }
                    place++;
                    return Fetch.MORE;
                }

                @Override
                public Object position() {
                    return place;
                }
            };
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldGoOnWhereReadersHaveComeWithoutEvents(boolean blocking) {
        Seeds.check(10, seed -> {
            int splits = 1 + (int) seed % 3;
            Pipeline pipeline = Pipeline.create("silent");
            pipeline.source("source", new Silent(blocking, splits)).to("out", Sinks.discard());
            Simulation run = Simulation.of(pipeline)
                    .seed(seed)
                    .snapshots(Duration.ofDays(1))
                    .settle();
            run.snapshot("far");
            starts.clear();
            run.crashAndRestore().settle();
            assertThat(starts)
                    .containsExactlyInAnyOrderElementsOf(LongStream.range(0, splits)
                            .mapToObj(split -> "s" + split + "@" + LAST)
                            .toList());
            assertThat(run.output("out")).hasSize(splits);
            run.cancel();
        });
    }
}
