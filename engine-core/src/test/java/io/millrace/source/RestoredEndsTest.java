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
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RestoredEndsTest {

    /** The splits a, b and c, of which c never ends, and the others may be kept from it. */
    private static final class Letters implements SplitSource<String> {

        private static final long serialVersionUID = 1;

        private final transient List<String> calls;

        private final transient AtomicBoolean ends;

        private Letters(List<String> calls, AtomicBoolean ends) {
            this.calls = calls;
            this.ends = ends;
        }

        @Override
        public SplitFinder finder(TaskContext context) {
            return new SplitFinder() {
                @Override
                public void onRestore(Set<String> splits) {
                    calls.add("restored " + splits.stream().sorted().toList());
                }

                @Override
                public void onUnneeded(String split) {
                    calls.add("unneeded " + split);
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
                    return context.split().equals("c") || !ends.get() ? Fetch.WAIT : Fetch.END;
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

    private static Simulation run(List<String> calls, AtomicBoolean ends, long seed) {
        Pipeline pipeline = Pipeline.create("letters");
        pipeline.source("in", new Letters(calls, ends)).parallelism(2).to("out", Sinks.discard());
        return Simulation.of(pipeline).seed(seed).snapshots(Duration.ofSeconds(1));
    }

    @Test
    void shouldTellTheFinderWhichSplitsHaveEndedWhenAJobGoesOn() {
        Seeds.check(10, seed -> {
            List<String> calls = new ArrayList<>();
            Simulation run = run(calls, new AtomicBoolean(true), seed).settle();
            run.snapshot("s");
            assertThat(calls.remove(0)).isEqualTo("find");
            calls.clear();
            run.crashAndRestore().settle();
            assertThat(calls.subList(0, 2)).containsExactly("restored [a, b]", "find");
        });
    }

    @Test
    void shouldTellTheFinderOfAnEndWhenAllSnapshotsThatAreKeptHaveIt() {
        Seeds.check(20, seed -> {
            List<String> calls = new ArrayList<>();
            AtomicBoolean ends = new AtomicBoolean(seed % 2 == 0);
            Simulation run = run(calls, ends, seed).settle();
            if (!ends.get()) {
                run.snapshot("s");
                ends.set(true);
            }
            run.advance(Duration.ofSeconds(10)).crashAndRestore().advance(Duration.ofSeconds(10));
            List<String> told =
                    calls.stream().filter(call -> call.startsWith("unneeded")).toList();
            // Nothing while there is one that does not have it; else in each attempt.
            List<String> each = List.of("unneeded a", "unneeded b");
            assertThat(told.stream().sorted().toList())
                    .isEqualTo(seed % 2 == 0 ? List.of(each.get(0), each.get(0), each.get(1), each.get(1)) : List.of());
        });
    }
}
