package io.millrace.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.graph.OperatorSpec;
import io.millrace.metrics.JobMetrics;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.Output;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import io.millrace.sink.Sinks;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.source.Sources;
import io.millrace.state.testing.DiskFaults;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.EventTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever takes part in snapshots is told what becomes of them. */
class SnapshotNewsTest {

    private static final int EVENTS = 60;
    private static final Duration INTERVAL = Duration.ofMillis(10);

    /** All instances of readers, operators and writers that have opened. */
    private final Queue<Instance> instances = new ConcurrentLinkedQueue<>();

    /** Where readers have begun, in the order of their splits. */
    private final Queue<Long> starts = new ConcurrentLinkedQueue<>();

    /** The positions that readers have been told, by snapshot. */
    private final Map<Long, List<Long>> positionsTold = new ConcurrentHashMap<>();

    private volatile boolean fails;
    private volatile boolean waits;

    /** What one instance has been told; nothing but its thread touches it. */
    private final class Instance {

        private final String kind;
        private final List<Long> complete = new ArrayList<>();
        private final List<Long> aborted = new ArrayList<>();
        private boolean isSplitToldOfItsEnd;
        private Thread thread;

        private Instance(String kind) {
            this.kind = kind;
            instances.add(this);
        }

        private void touch() {
            if (thread == null) {
                thread = Thread.currentThread();
            }
            assertThat(Thread.currentThread()).as(kind).isSameAs(thread);
        }

        private void complete(long snapshot) {
            touch();
            if (fails) {
                throw new IllegalStateException("on purpose");
            }
            complete.add(snapshot);
        }

        private void aborted(long snapshot) {
            touch();
            aborted.add(snapshot);
        }

        private List<Long> all() {
            List<Long> all = new ArrayList<>(complete);
            all.addAll(aborted);
            return all;
        }
    }

    /** Gives a number now and then, and waits for good where that is asked for. */
    private final class Reader implements SourceReader<Integer> {

        private final Instance instance = new Instance("reader");
        private final SourceContext context;
        private final boolean isSplit;
        private int next;
        private long positionTold;

        private Reader(SourceContext context, boolean isSplit) {
            this.context = context;
            this.isSplit = isSplit;
            next = context.startPosition() instanceof Long start ? start.intValue() : 0;
            starts.add((long) next);
            positionTold = next;
        }

        @Override
        public Fetch fetch(Batch<Integer> batch) {
            instance.touch();
            if (next == EVENTS && !waits) {
                return Fetch.END;
            }
            context.wakeAtNanos(context.clock().nanos() + 1_000_000);
            if (next < EVENTS) {
                batch.add(next++, EventTime.NONE);
            }
            return Fetch.WAIT;
        }

        @Override
        public Object position() {
            return (long) next;
        }

        @Override
        public void onSnapshotComplete(long snapshot, Object position) {
            instance.complete(snapshot);
            long at = position == null ? 0 : (Long) position;
            assertThat(at).isBetween(positionTold, (long) next);
            positionTold = at;
            instance.isSplitToldOfItsEnd = isSplit && at == EVENTS;
            positionsTold.merge(snapshot, List.of(positionTold), (some, more) -> concat(some, more));
        }

        @Override
        public void onSnapshotAborted(long snapshot) {
            instance.aborted(snapshot);
        }
    }

    private final class Numbers implements Source<Integer> {

        private static final long serialVersionUID = 1;

        private final boolean blocking;
        private final boolean isSplit;

        private Numbers(boolean blocking, boolean isSplit) {
            this.blocking = blocking;
            this.isSplit = isSplit;
        }

        @Override
        public SourceReader<Integer> open(SourceContext context) {
            return new Reader(context, isSplit);
        }

        @Override
        public boolean blocking() {
            return blocking;
        }
    }

    private final class Passing implements Operator<Integer, Integer> {

        private final Instance instance = new Instance("operator");

        @Override
        public boolean process(int input, Batch<Integer> batch, Output<Integer> out) {
            instance.touch();
            out.emitAll(batch);
            return true;
        }

        @Override
        public void onSnapshotComplete(long snapshot) {
            instance.complete(snapshot);
        }

        @Override
        public void onSnapshotAborted(long snapshot) {
            instance.aborted(snapshot);
        }
    }

    private final class Writing implements Sink<Integer> {

        private static final long serialVersionUID = 1;

        @Override
        public SinkWriter<Integer> open(SinkContext context) {
            Instance instance = new Instance("writer");
            return new SinkWriter<>() {
                private boolean begun;

                @Override
                public void begin() {
                    instance.touch();
                    begun = true;
                }

                @Override
                public void write(Batch<Integer> batch) {
                    instance.touch();
                    assertThat(begun).as("told before there are results").isTrue();
                }

                @Override
                public void onSnapshotComplete(long snapshot) {
                    instance.complete(snapshot);
                }

                @Override
                public void onSnapshotAborted(long snapshot) {
                    instance.aborted(snapshot);
                }
            };
        }

        @Override
        public boolean blocking() {
            return true;
        }
    }

    /** Is read from without an end until it may go on, and then once more. */
    private static final class Blocked implements Source<Integer>, SourceReader<Integer> {

        private static final long serialVersionUID = 1;

        private final transient CountDownLatch go = new CountDownLatch(1);
        private final transient Queue<Long> told = new ConcurrentLinkedQueue<>();
        private boolean again;

        @Override
        public SourceReader<Integer> open(SourceContext context) {
            return this;
        }

        @Override
        public boolean blocking() {
            return true;
        }

        @Override
        public Fetch fetch(Batch<Integer> batch) throws InterruptedException {
            go.await();
            Fetch found = again ? Fetch.END : Fetch.WAIT;
            again = true;
            return found;
        }

        @Override
        public void onSnapshotComplete(long snapshot, Object position) {
            told.add(snapshot);
        }
    }

    private Pipeline pipeline(Source<Integer> source) {
        Pipeline pipeline = Pipeline.create("news");
        pipeline.source("numbers", source)
                .rebalance()
                .transform(OperatorSpec.<Integer, Integer>stateless("passing", Passing::new))
                .named("passing")
                .to("out", new Writing());
        return pipeline;
    }

    /** With a thread of its own or without, alone or as two splits. */
    private Source<Integer> source(long seed) {
        boolean blocking = seed % 2 == 0;
        return seed % 4 < 2
                ? new Numbers(blocking, false)
                : Sources.interleaved(List.of(new Numbers(blocking, true), new Numbers(blocking, true)));
    }

    private static <E> List<E> concat(List<E> some, List<E> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private static long latest(JobMetrics metrics) {
        return metrics.snapshots().latest().orElseThrow().id();
    }

    private void checkAllWereTold(long latest) {
        assertThat(instances.stream().map(instance -> instance.kind).distinct())
                .containsExactlyInAnyOrder("reader", "operator", "writer");
        assertThat(instances).allSatisfy(instance -> {
            assertThat(instance.complete).as(instance.kind).isSorted().doesNotHaveDuplicates();
            // a split that has come to its end is closed when it has been told of the snapshot that has the end
            if (!instance.isSplitToldOfItsEnd) {
                assertThat(instance.complete).as(instance.kind).endsWith(latest);
            }
            assertThat(instance.all()).as(instance.kind).doesNotHaveDuplicates();
        });
    }

    @Test
    void shouldTellEverybodyOfEachSnapshotUpToTheLast() {
        AtomicLong told = new AtomicLong();
        AtomicLong runs = new AtomicLong();
        Seeds.check(40, seed -> {
            instances.clear();
            runs.incrementAndGet();
            Source<Integer> source = source(seed);
            Simulation run = Simulation.of(pipeline(source))
                    .seed(seed)
                    .parallelism(1 + (int) (seed % 3))
                    .snapshots(INTERVAL)
                    .run();

            checkAllWereTold(latest(run.metrics()));
            told.addAndGet(run.metrics().snapshots().completed());
            // what has its own thread may have been away meanwhile, and is told of the last one then
            assertThat(instances.stream()
                            .filter(instance -> !source.blocking() || !instance.kind.equals("reader"))
                            .filter(instance -> !instance.isSplitToldOfItsEnd))
                    .allSatisfy(instance -> assertThat(instance.complete)
                            .hasSize((int) run.metrics().snapshots().completed()));
        });
        assertThat(told).as("more than the last ones").hasValueGreaterThan(runs.get() < 40 ? 0 : 60);
    }

    @Test
    void shouldTellOnTheThreadThatRunsTheInstance(@TempDir Path directory) {
        for (boolean blocking : List.of(true, false)) {
            instances.clear();
            Path snapshots = directory.resolve("blocking-" + blocking);
            try (Engine engine = Engine.withWorkers(2)) {
                Job job = engine.start(
                        pipeline(new Numbers(blocking, false)),
                        JobOptions.parallelism(2)
                                .withSnapshots(Snapshots.in(snapshots).every(Duration.ofMillis(2))));
                job.join();

                checkAllWereTold(latest(job.metrics()));
            }
        }
    }

    @Test
    void shouldTellOfSnapshotsThatAreGivenUp() {
        Seeds.check(30, seed -> {
            instances.clear();
            waits = true;
            Simulation run = Simulation.of(pipeline(new Numbers(false, false))).seed(seed);
            run.snapshots(Snapshots.in(run.disk(), Path.of("/snapshots")).every(INTERVAL));
            run.advance(INTERVAL.multipliedBy(3));
            run.disk().plan(DiskFaults.none().capacity(0));
            run.advance(INTERVAL.multipliedBy(3));
            run.disk().plan(DiskFaults.none());
            run.advance(INTERVAL.multipliedBy(3));
            waits = false;
            run.run();

            checkAllWereTold(latest(run.metrics()));
            long failed = run.metrics().snapshots().failed();
            assertThat(failed).isPositive();
            assertThat(instances)
                    .allSatisfy(instance -> assertThat(instance.aborted)
                            .as(instance.kind)
                            .isSorted()
                            .hasSize((int) failed));
        });
    }

    @Test
    void shouldTellOnceMoreOfTheSnapshotThatAJobGoesOnFrom() {
        Seeds.check(30, seed -> {
            instances.clear();
            Simulation run = Simulation.of(pipeline(new Numbers(seed % 2 == 0, false)))
                    .seed(seed)
                    .snapshots(INTERVAL);
            waits = true;
            run.snapshot("before");
            waits = false;
            long restored = latest(run.metrics());
            instances.clear();
            run.crashAndRestore();
            run.run();

            assertThat(instances)
                    .allSatisfy(instance ->
                            assertThat(instance.complete).as(instance.kind).startsWith(restored));
            checkAllWereTold(latest(run.metrics()));
        });
    }

    @Test
    void shouldTellAReaderThePositionThatItGoesOnFrom() {
        AtomicLong advanced = new AtomicLong();
        Seeds.check(60, seed -> {
            Simulation run = Simulation.of(pipeline(source(seed))).seed(seed).snapshots(INTERVAL);
            waits = true;
            run.advance(INTERVAL.multipliedBy(1 + seed % 5));
            run.snapshot("before");
            run.settle();
            List<Long> told = positionsTold.get(latest(run.metrics()));
            starts.clear();
            positionsTold.clear();
            waits = false;
            run.crashAndRestore();
            run.run();

            assertThat(List.copyOf(starts)).isEqualTo(told);
            advanced.addAndGet(told.get(0));
            positionsTold.clear();
        });
        assertThat(advanced).hasPositiveValue();
    }

    @Test
    void shouldTellABlockedReaderOfTheLastSnapshotOnly(@TempDir Path directory) {
        Blocked source = new Blocked();
        Pipeline pipeline = Pipeline.create("blocked");
        pipeline.source("blocked", source).to("out", Sinks.discard());
        try (Engine engine = Engine.withWorkers(1)) {
            Job job = engine.start(pipeline, JobOptions.parallelism(1).withSnapshots(Snapshots.in(directory)));
            for (int i = 0; i < 5; i++) {
                job.snapshot("s" + i);
            }
            source.go.countDown();
            job.join();
        }
        assertThat(source.told).contains(5L).doesNotContain(1L, 2L, 3L);
    }

    @Test
    void shouldFailTheJobWhenWhoIsToldThrows() {
        fails = true;
        assertThatThrownBy(() -> Simulation.of(pipeline(new Numbers(false, false)))
                        .snapshots(INTERVAL)
                        .run())
                .hasRootCauseMessage("on purpose")
                .hasStackTraceContaining("' failed: java.lang.IllegalStateException: on purpose");
    }
}
