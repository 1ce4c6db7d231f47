package io.millrace.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.operator.Batch;
import io.millrace.operator.TaskContext;
import io.millrace.sink.Sinks;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RestoredEndsTest {

    /** The splits a, b and c, of which c never ends. */
    private static final class Letters implements SplitSource<String> {

        private static final long serialVersionUID = 1;

        private final transient List<String> calls;

        private Letters(List<String> calls) {
            this.calls = calls;
        }

        @Override
        public SplitFinder finder(TaskContext context) {
            return new SplitFinder() {
                @Override
                public void onRestore(Set<String> splits) {
                    calls.add("restored " + splits.stream().sorted().toList());
                }

                @Override
                public Splits find(Set<String> known) {
                    calls.add("find");
                    return Splits.all(List.of(new Split("a"), new Split("b"), new Split("c")));
                }
            };
        }

        @Override
        public SourceReader<String> open(SourceContext context) {
            return new SourceReader<>() {
                @Override
                public Fetch fetch(Batch<String> batch) {
                    return context.split().equals("c") ? Fetch.WAIT : Fetch.END;
                }

                @Override
                public Object position() {
                    return 0L;
                }
            };
        }
    }

    /** Nothing so far. */
    private static final class Late implements SplitSource<String> {

        private static final long serialVersionUID = 1;

        private final transient List<String> calls;

        private Late(List<String> calls) {
            this.calls = calls;
        }

        @Override
        public SplitFinder finder(TaskContext context) {
            return new SplitFinder() {
                @Override
                public void onRestore(Set<String> splits) {
                    calls.add("restored " + splits);
                }

                @Override
                public Splits find(Set<String> known) {
                    return Splits.soFar(List.of(), Duration.ofDays(2));
                }
            };
        }

        @Override
        public SourceReader<String> open(SourceContext context) {
            return batch -> Fetch.WAIT;
        }
    }

    @Test
    void shouldTellTheFinderThatTheJobGoesOnWhereTheSnapshotHasNoSplit() {
        Seeds.check(10, seed -> {
            List<String> calls = new ArrayList<>();
            Late late = new Late(calls);
            Pipeline pipeline = Pipeline.create("late");
            pipeline.source("in", late).parallelism(1 + (int) (seed % 3)).to("out", Sinks.discard());
            Simulation run = Simulation.of(pipeline)
                    .seed(seed)
                    .snapshots(Duration.ofDays(1))
                    .settle();
            run.crashAndRestore().settle();
            assertThat(calls).isEmpty();
            run.snapshot("s");
            run.crashAndRestore().settle();
            assertThat(calls).containsExactly("restored []");
        });
    }

    @Test
    void shouldTellTheFinderWhichSplitsHaveEndedWhenAJobGoesOn() {
        Seeds.check(10, seed -> {
            List<String> calls = new ArrayList<>();
            Pipeline pipeline = Pipeline.create("letters");
            pipeline.source("in", new Letters(calls)).parallelism(2).to("out", Sinks.discard());
            Simulation run = Simulation.of(pipeline)
                    .seed(seed)
                    .snapshots(Duration.ofDays(1))
                    .settle();
            run.snapshot("s");
            assertThat(calls).containsExactly("find");
            run.crashAndRestore().settle();
            assertThat(calls).containsExactly("find", "restored [a, b]", "find");
        });
    }
}
