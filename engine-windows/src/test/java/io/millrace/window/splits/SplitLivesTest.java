package io.millrace.window.splits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.graph.OperatorSpec;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.operator.TaskContext;
import io.millrace.sink.Sinks;
import io.millrace.source.Fetch;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.source.Split;
import io.millrace.source.SplitFinder;
import io.millrace.source.SplitSource;
import io.millrace.source.Splits;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.Windows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When the readers of splits are opened, paused and closed. */
class SplitLivesTest {

    private static final int EVENTS = 6;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

    /** What happens to the readers of a job, over all its attempts. */
    private static final class World {
        private final Map<String, SourceContext> contexts = new TreeMap<>();
        private final List<String> opened = new ArrayList<>();
        private final List<String> closed = new ArrayList<>();
        private final Map<Integer, Integer> open = new HashMap<>();
        private int mostOpen;
        private int findersClosed;

        /** So many events of the first split are read before it is paused. */
        private int pausesAfter = EVENTS;
    }

    /** Splits of a few events each: their times. */
    private static final class Numbers implements SplitSource<Long> {

        private static final long serialVersionUID = 1;

        private final transient World world;
        private final int splits;
        private final int atOnce;
        private final boolean heedsSnapshots;
        private final boolean live;
        private final boolean blocking;

        /** The split that cannot be opened, or null. */
        private final String broken;

        private Numbers(
                World world,
                int splits,
                int atOnce,
                boolean heedsSnapshots,
                boolean live,
                boolean blocking,
                String broken) {
            this.world = world;
            this.splits = splits;
            this.atOnce = atOnce;
            this.heedsSnapshots = heedsSnapshots;
            this.live = live;
            this.blocking = blocking;
            this.broken = broken;
        }

        static Numbers of(World world, int splits, int atOnce) {
            return new Numbers(world, splits, atOnce, false, false, false, null);
        }

        Numbers heedingSnapshots() {
            return new Numbers(world, splits, atOnce, true, live, blocking, broken);
        }

        Numbers blocks(boolean blocks) {
            return new Numbers(world, splits, atOnce, heedsSnapshots, live, blocks, broken);
        }

        @Override
        public SplitFinder finder(TaskContext context) {
            List<Split> all = IntStream.range(0, splits)
                    .mapToObj(split -> new Split("s" + split))
                    .toList();
            return new SplitFinder() {
                @Override
                public Splits find(Set<String> known) {
                    return Splits.soFar(all, LOOK_AGAIN);
                }

                @Override
                public void close() {
                    world.findersClosed++;
                }
            };
        }

        @Override
        public SourceReader<Long> open(SourceContext context) {
            if (context.split().equals(broken)) {
                throw new IllegalStateException("broken");
            }
            world.contexts.put(context.split(), context);
            world.opened.add(context.split());
            world.mostOpen = Math.max(world.mostOpen, world.open.merge(context.subtask(), 1, Integer::sum));
            return heedsSnapshots
                    ? new Reader(context) {
                        @Override
                        public void onSnapshotComplete(long snapshot, Object position) {
                            assertThat(position).isEqualTo(next);
                        }
                    }
                    : new Reader(context);
        }

        @Override
        public int splitsAtOnce() {
            return atOnce;
        }

        @Override
        public boolean live() {
            return live;
        }

        @Override
        public boolean blocking() {
            return blocking;
        }

        private class Reader implements SourceReader<Long> {

            private final SourceContext context;
            private final long first;
            long next;

            private Reader(SourceContext context) {
                this.context = context;
                next = context.startPosition() == null ? 0 : (Long) context.startPosition();
                first = Long.parseLong(context.split().substring(1));
            }

            @Override
            public Fetch fetch(Batch<Long> batch) {
                batch.add(100 * next++ + first);
                if (first == 0 && next == world.pausesAfter) {
                    context.pause();
                }
                return next == EVENTS ? Fetch.END : Fetch.MORE;
            }

            @Override
            public Object position() {
                return next;
            }

            @Override
            public void close() {
                world.closed.add(context.split());
                world.open.merge(context.subtask(), -1, Integer::sum);
            }
        }
    }

    private static Pipeline counting(Numbers source, int readers) {
        Pipeline pipeline = Pipeline.create("numbers");
        EventStream<Long> numbers = pipeline.source("in", source)
                .parallelism(readers)
                .typed(Long.class)
                .timestamps(Timestamps.millis(number -> number), Watermarks.ascending());
        numbers.keyBy(number -> number, Long.class)
                .window(Windows.tumbling(Duration.ofMillis(10)))
                .aggregate("counts", Aggregates.count())
                .map(result -> result.key() + "=" + result.value())
                .to("out", Sinks.discard());
        numbers.to("all", Sinks.discard());
        return pipeline;
    }

    private static List<Long> all(int splits) {
        return IntStream.range(0, splits * EVENTS)
                .mapToObj(i -> 100L * (i % EVENTS) + i / EVENTS)
                .toList();
    }

    @Test
    void shouldCloseAReaderAtTheEndOfItsSplitWhenItDoesNotHeedSnapshots() {
        Seeds.check(20, seed -> {
            World world = new World();
            Simulation run = Simulation.of(counting(Numbers.of(world, 7, 7).blocks(seed % 2 == 0), 2))
                    .seed(seed)
                    .snapshots(Duration.ofDays(1))
                    .settle();
            assertThat(world.closed).hasSize(7).doesNotHaveDuplicates();
            run.snapshot("s");
            assertThat(run.output("all")).containsExactlyInAnyOrderElementsOf(all(7));
            run.crashAndRestore().settle();
            assertThat(run.output("all")).containsExactlyInAnyOrderElementsOf(all(7));
            assertThat(world.opened).as("none is read again").hasSize(7);
        });
    }

    @Test
    void shouldKeepAReaderThatHeedsSnapshotsUntilOneHasItsEnd() {
        World world = new World();
        Simulation run = Simulation.of(counting(Numbers.of(world, 3, 3).heedingSnapshots(), 2))
                .snapshots(Duration.ofDays(1))
                .settle();
        assertThat(world.opened).hasSize(3);
        assertThat(world.closed).isEmpty();
        run.snapshot("s");
        assertThat(run.settle().output("all")).hasSize(3 * EVENTS);
        assertThat(world.closed).containsExactlyInAnyOrder("s0", "s1", "s2");
    }

    @Test
    void shouldReadNoMoreAtOnceThanAskedForWhenGoneOnWith() {
        Seeds.check(100, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            boolean blocks = random.nextBoolean();
            World before = new World();
            Simulation run = Simulation.of(counting(Numbers.of(before, 8, 8).blocks(blocks), 1 + random.nextInt(3)))
                    .seed(seed)
                    .batchSize(1)
                    .snapshots(Duration.ofMillis(2));
            run.steps(random.nextInt(100));
            run.snapshot("all-of-them");
            assertThat(before.opened).hasSize(8);
            run.steps(random.nextInt(100));
            run.disk().kill();
            for (int attempt = 0; attempt < 2; attempt++) {
                World world = new World();
                int atOnce = 1 + random.nextInt(3);
                run = run.next(counting(Numbers.of(world, 8, atOnce).blocks(blocks), 1 + random.nextInt(3)))
                        .batchSize(1)
                        .snapshots(Duration.ofMillis(2));
                run.steps(random.nextInt(250));
                assertThat(run.metrics().late()).isZero();
                if (attempt == 0) {
                    run.disk().kill();
                } else {
                    run.advance(Duration.ofMillis(50));
                }
                assertThat(world.mostOpen).isLessThanOrEqualTo(atOnce);
            }
            assertThat(run.output("all")).containsExactlyInAnyOrderElementsOf(all(8));
            assertThat(run.metrics().late()).isZero();
        });
    }

    @Test
    void shouldNotReadWhatIsPausedAndHoldEventTimeForIt() {
        Seeds.check(20, seed -> {
            World world = new World();
            world.pausesAfter = 2;
            Pipeline pipeline = Pipeline.create("paused");
            pipeline.source("in", Numbers.of(world, 2, 2).blocks(seed % 2 == 0))
                    .timestamps(
                            Timestamps.millis(number -> number),
                            Watermarks.ascending().idleAfter(Duration.ofSeconds(1)))
                    .keyBy(number -> number % 100)
                    .window(Windows.tumbling(Duration.ofMillis(100)))
                    .aggregate("counts", Aggregates.count())
                    .map(result -> result.key() + "@" + result.start().toEpochMilli())
                    .to("out", Sinks.discard());
            Simulation run = Simulation.of(pipeline).seed(seed).batchSize(1).snapshots(Duration.ofSeconds(1));
            run.settle();
            assertThat(world.contexts.get("s0").isHeldBack()).isTrue();
            assertThat(world.contexts.get("s1").isHeldBack()).isFalse();
            run.advance(Duration.ofSeconds(20));
            assertThat(run.output("out")).as("as far as s0 got").containsExactlyInAnyOrder("0@0", "1@0");
            assertThat(run.metrics().snapshots().completed()).isPositive();
            world.contexts.get("s0").resume();
            run.settle().stop().run();
            assertThat(run.metrics().late()).isZero();
            assertThat(run.output("out")).contains("0@300", "1@300");
        });
    }

    @Test
    void shouldEndWhenStoppedThoughItIsPaused() {
        World world = new World();
        world.pausesAfter = 1;
        Pipeline pipeline = Pipeline.create("paused");
        pipeline.source("in", Numbers.of(world, 1, 1)).to("out", Sinks.discard());
        Simulation run = Simulation.of(pipeline).batchSize(1).settle();
        assertThat(run.output("out")).containsExactly(0L);
        run.stop().run();
        assertThat(world.closed).containsExactly("s0");
    }

    @Test
    void shouldCloseWhatHasOpenedWhenSomethingElseFailsToOpen() {
        World world = new World();
        Pipeline pipeline = Pipeline.create("broken");
        pipeline.source("in", new Numbers(world, 3, 3, false, true, false, "s1"))
                .transform(OperatorSpec.<Long, Long>stateless("fails", () -> new Operator<>() {
                    @Override
                    public void open(OperatorContext context) {
                        throw new IllegalStateException("no way");
                    }

                    @Override
                    public boolean process(int input, Batch<Long> batch, Output<Long> out) {
                        return true;
                    }
                }))
                .to("out", Sinks.discard());
        assertThatThrownBy(() -> Simulation.of(pipeline).run())
                .hasMessageContaining("operator 'fails")
                .hasMessageContaining("no way");
        assertThat(world.closed).isEqualTo(world.opened);
        assertThat(world.findersClosed).isOne();
    }
}
