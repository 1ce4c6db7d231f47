package io.millrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.function.Fn;
import io.millrace.metrics.Metrics.Counter;
import io.millrace.metrics.Metrics.Histogram;
import io.millrace.operator.Batch;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.Operators;
import io.millrace.operator.TaskContext;
import io.millrace.sink.Committer;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import io.millrace.sink.Sinks;
import io.millrace.sink.TransactionalSink;
import io.millrace.sink.TransactionalWriter;
import io.millrace.snapshot.Restart;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.source.Sources;
import io.millrace.state.serde.Type;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.EventTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MetricsTest {

    private static final int EVENTS = 300;

    /** Measures each event in all ways, and asks for its metrics anew each time. */
    private static final class Measuring extends KeyedProcess<Integer, Integer, Integer> {

        private volatile long last;

        @Override
        protected void open(TaskContext context) {
            context.metrics().gauge("last", () -> last);
            context.metrics().gauge("half", () -> last / 2.0);
        }

        @Override
        protected void process(Integer event, KeyedContext<Integer> context, Emitter<Integer> out) {
            last = event;
            context.metrics().counter("seen").increment();
            context.metrics().histogram("sizes").record(event);
            out.emit(event);
        }
    }

    private static final class MeasuringSink implements Sink<Integer> {

        private static final long serialVersionUID = 1;

        @Override
        public SinkWriter<Integer> open(SinkContext context) {
            Counter written = context.metrics().counter("written");
            return batch -> written.add(batch.size());
        }
    }

    private record MeasuringSource(boolean blocking) implements Source<Integer> {

        @Override
        public int maxParallelism() {
            return 2;
        }

        @Override
        public SourceReader<Integer> open(SourceContext context) {
            Counter read = context.metrics().counter("read");
            int first = context.subtask();
            int step = context.parallelism();
            return new SourceReader<>() {
                private int next = first;

                @Override
                public Fetch fetch(Batch<Integer> batch) {
                    if (next >= EVENTS) {
                        return Fetch.END;
                    }
                    batch.add(next, EventTime.NONE);
                    read.increment();
                    next += step;
                    return Fetch.MORE;
                }
            };
        }
    }

    private static Pipeline pipeline(boolean blocking) {
        Pipeline pipeline = Pipeline.create("measured");
        pipeline.source("numbers", new MeasuringSource(blocking))
                .parallelism(2)
                .keyBy(number -> number % 7, Integer.class)
                .process("measuring", Measuring::new)
                .to("out", new MeasuringSink());
        return pipeline;
    }

    @Test
    void shouldAddUpOverInstancesWhateverTheParallelism() {
        Seeds.check(30, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            int parallelism = 1 + random.nextInt(4);
            Simulation run = Simulation.of(pipeline(random.nextBoolean()))
                    .seed(seed)
                    .parallelism(parallelism)
                    .batchSize(1 + random.nextInt(5))
                    .run();
            check(run.metrics(), parallelism);
        });
    }

    @Test
    void shouldBeReadableAtAnyTimeAndStayWhenTheJobHasEnded() {
        for (boolean blocking : List.of(true, false)) {
            try (Engine engine = Engine.withWorkers(2)) {
                Job job = engine.start(pipeline(blocking), JobOptions.parallelism(2));
                long seen = 0;
                while (!job.state().isTerminal()) {
                    long now = counter(job.metrics(), "measuring", "seen");
                    assertThat(now).isGreaterThanOrEqualTo(seen);
                    seen = now;
                }
                check(job.metrics(), 2);
            }
        }
    }

    private static long counter(JobMetrics metrics, String operator, String name) {
        return metrics.operators().containsKey(operator)
                ? metrics.operators().get(operator).counters().getOrDefault(name, 0L)
                : 0;
    }

    private static void check(JobMetrics metrics, int parallelism) {
        assertThat(metrics.operators()).containsOnlyKeys("numbers", "measuring", "out");
        assertThat(counter(metrics, "numbers", "read")).isEqualTo(EVENTS);
        assertThat(counter(metrics, "measuring", "seen")).isEqualTo(EVENTS);
        assertThat(counter(metrics, "out", "written")).isEqualTo(EVENTS);

        OperatorMetrics merged = metrics.operators().get("measuring");
        assertThat(merged.histograms().get("sizes").count()).isEqualTo(EVENTS);
        assertThat(merged.histograms().get("sizes").max()).isEqualTo(EVENTS - 1);
        assertThat(merged.histograms().get("sizes").min()).isZero();
        assertThat(merged.gauges().get("last").keySet())
                .isEqualTo(IntStream.range(0, parallelism).boxed().collect(Collectors.toSet()));
        merged.gauges()
                .get("last")
                .forEach((subtask, last) -> assertThat(
                                merged.gauges().get("half").get(subtask).doubleValue())
                        .isEqualTo(last.longValue() / 2.0));

        List<TaskMetrics> tasks = metrics.tasks().stream()
                .filter(task -> task.operators().containsKey("measuring"))
                .toList();
        assertThat(tasks).hasSize(parallelism);
        assertThat(tasks.stream()
                        .mapToLong(task ->
                                task.operators().get("measuring").counters().getOrDefault("seen", 0L))
                        .sum())
                .isEqualTo(EVENTS);
        tasks.forEach(task -> assertThat(
                        task.operators().get("measuring").gauges().get("last"))
                .containsExactly(
                        Map.entry(task.subtask(), merged.gauges().get("last").get(task.subtask()))));
    }

    @Test
    void shouldBeginAnewWithEachAttempt() {
        AtomicBoolean failed = new AtomicBoolean();
        AtomicInteger attempts = new AtomicInteger();
        Fn<Integer, Integer> failsOnce = number -> {
            if (number == EVENTS / 2 && !failed.getAndSet(true)) {
                throw new IllegalStateException("on purpose");
            }
            return number;
        };
        Pipeline pipeline = Pipeline.create("measured");
        pipeline.source(
                        "numbers",
                        Sources.collection(IntStream.range(0, EVENTS).boxed().toList()))
                .keyBy(number -> 1, Integer.class)
                .process("measuring", () -> new OnOpen(context -> attempts.set(context.attempt())))
                .map(failsOnce)
                .to("out", new MeasuringSink());
        Simulation run = Simulation.of(pipeline)
                .parallelism(1)
                .snapshots(Duration.ofDays(1))
                .restart(Restart.fixedDelay(1, Duration.ofSeconds(1)))
                .run();

        assertThat(failed).isTrue();
        assertThat(attempts).hasValue(2);
        assertThat(counter(run.metrics(), "measuring", "passed")).isEqualTo(EVENTS);
    }

    /** Does something when it opens, and counts. */
    private static final class OnOpen extends KeyedProcess<Integer, Integer, Integer> {

        private final Consumer<TaskContext> action;
        private Counter passed;

        private OnOpen(Consumer<TaskContext> action) {
            this.action = action;
        }

        @Override
        protected void open(TaskContext context) {
            passed = context.metrics().counter("passed");
            action.accept(context);
        }

        @Override
        protected void process(Integer event, KeyedContext<Integer> context, Emitter<Integer> out) {
            passed.add(1);
            out.emit(event);
        }
    }

    private static Simulation opening(Consumer<TaskContext> action) {
        Pipeline pipeline = Pipeline.create("measured");
        pipeline.source("numbers", Sources.of(1, 2, 3))
                .keyBy(number -> 1, Integer.class)
                .process("measuring", () -> new OnOpen(action))
                .to("out", Sinks.discard());
        return Simulation.of(pipeline).parallelism(1);
    }

    @Test
    void shouldGiveTheSameObjectForTheSameName() {
        opening(context -> {
                    Metrics metrics = context.metrics();
                    assertThat(metrics.counter("a")).isSameAs(metrics.counter("a"));
                    assertThat(metrics.histogram("b")).isSameAs(metrics.histogram("b"));
                    assertThat(metrics).isSameAs(context.metrics());
                    assertThat(List.of(context.job(), context.operator(), context.attempt(), context.subtask()))
                            .isEqualTo(List.of("measured", "measuring", 1, 0));
                })
                .run();
    }

    @Test
    void shouldRefuseAnotherKindOfMetricOfTheSameName() {
        List<Consumer<Metrics>> makers = List.of(
                metrics -> metrics.counter("a b"),
                metrics -> metrics.histogram("a b"),
                metrics -> metrics.gauge("a b", () -> 1L),
                metrics -> metrics.gauge("a b", () -> 1.5));
        List<String> kinds = List.of("counter", "histogram", "gauge", "gauge");
        for (int first = 0; first < makers.size(); first++) {
            for (int second = 0; second < makers.size(); second++) {
                if (first != second || kinds.get(first).equals("gauge")) {
                    Consumer<Metrics> one = makers.get(first);
                    Consumer<Metrics> another = makers.get(second);
                    assertThatThrownBy(() -> opening(context -> {
                                        one.accept(context.metrics());
                                        another.accept(context.metrics());
                                    })
                                    .run())
                            .hasStackTraceContaining("'measuring' has a " + kinds.get(first)
                                    + " 'a b' already; give the " + kinds.get(second) + " another name");
                }
            }
        }
    }

    @Test
    void shouldRefuseWhatCannotBeAName() {
        for (String name : new String[] {null, "", " ", "a ", "a\nb", "a/b", "x".repeat(101)}) {
            assertThatThrownBy(() ->
                            opening(context -> context.metrics().counter(name)).run())
                    .hasStackTraceContaining("cannot name a metric; use 1 to 100 letters");
        }
    }

    @Test
    void shouldReadAGaugeThatThrowsAsNoNumber() {
        Simulation run = opening(context -> {
                    context.metrics().gauge("broken", (LongSupplier) () -> {
                        throw new IllegalStateException("on purpose");
                    });
                    context.metrics().gauge("hopeless", (LongSupplier) () -> {
                        throw new AssertionError("on purpose");
                    });
                    context.metrics().gauge("sound", () -> 4);
                })
                .run();
        OperatorMetrics metrics = run.metrics().operators().get("measuring");
        assertThat(metrics.gauges().get("broken").get(0).doubleValue()).isNaN();
        assertThat(metrics.gauges().get("hopeless").get(0).doubleValue()).isNaN();
        assertThat(metrics.gauges().get("sound").get(0).longValue()).isEqualTo(4);
    }

    @Test
    void shouldTakeAnyValueIntoAHistogram() {
        Simulation run = opening(context -> {
                    Histogram histogram = context.metrics().histogram("any");
                    for (long value : new long[] {Long.MIN_VALUE, -1, 0, 1, 1000, Long.MAX_VALUE}) {
                        histogram.record(value);
                    }
                    histogram.record(1, 4);
                    assertThatThrownBy(() -> histogram.record(1, -1)).isInstanceOf(IllegalArgumentException.class);
                })
                .run();
        Distribution any =
                run.metrics().operators().get("measuring").histograms().get("any");
        assertThat(any.count()).isEqualTo(10);
        assertThat(any.percentile(50)).isEqualTo(1);
        assertThat(any.min()).isZero();
        assertThat(any.max()).isGreaterThan(1L << 61);
        assertThat(any.plus(any).count()).isEqualTo(20);
        assertThat(any.toString()).startsWith("10 values, p50 1, p99 ");
    }

    /** Counts what it writes and what it commits. */
    private static final class CommittingSink implements TransactionalSink<Integer, Integer> {

        private static final long serialVersionUID = 1;

        @Override
        public SinkWriter<Integer> open(SinkContext context) {
            throw new AssertionError("there are snapshots");
        }

        @Override
        public TransactionalWriter<Integer, Integer> openTransactional(SinkContext context, List<Integer> restored) {
            Counter written = context.metrics().counter("written");
            context.metrics().gauge("role", () -> 1);
            return new TransactionalWriter<>() {
                private int rows;

                @Override
                public void write(Batch<Integer> batch) {
                    written.add(batch.size());
                    rows += batch.size();
                }

                @Override
                public Integer prepare(long snapshot) {
                    int prepared = rows;
                    rows = 0;
                    return prepared;
                }
            };
        }

        @Override
        public Committer<Integer> committer(SinkContext context) {
            Counter committed = context.metrics().counter("committed");
            context.metrics().gauge("role", () -> 2);
            return new Committer<>() {
                @Override
                public void recover(List<Integer> prepared) {}

                @Override
                public void commit(long snapshot, List<Integer> prepared) {
                    prepared.forEach(committed::add);
                }
            };
        }

        @Override
        public Type<Integer> preparedType() {
            return Type.of(Integer.class);
        }
    }

    @Test
    void shouldListWhatACommitterMeasuresWithItsSink() {
        Pipeline pipeline = Pipeline.create("measured");
        pipeline.source("numbers", new MeasuringSource(false)).to("out", new CommittingSink());
        Simulation run = Simulation.of(pipeline).snapshots(Duration.ofMillis(1)).run();

        assertThat(counter(run.metrics(), "out", "written")).isEqualTo(EVENTS);
        assertThat(counter(run.metrics(), "out", "committed")).isEqualTo(EVENTS);
        assertThat(run.metrics().operators().get("out").gauges().get("role"))
                .isEqualTo(Map.of(0, 1L, SinkContext.COMMITTER, 2L));
    }

    @Test
    void shouldAskNoGaugeOfAnInstanceThatHasClosedThoughItWasMadeAtTheEnd() {
        long[] asked = new long[2];
        Pipeline pipeline = Pipeline.create("measured");
        pipeline.source("numbers", Sources.of(1, 2, 3))
                .keyBy(number -> 1, Integer.class)
                .process("measuring", () -> new KeyedProcess<Integer, Integer, Integer>() {
                    private TaskContext own;

                    @Override
                    protected void open(TaskContext context) {
                        own = context;
                        context.metrics().gauge("early", () -> ++asked[0]);
                    }

                    @Override
                    protected void process(Integer event, KeyedContext<Integer> context, Emitter<Integer> out) {}

                    @Override
                    protected void close() {
                        own.metrics().gauge("late", () -> ++asked[1]);
                    }
                })
                .to("out", Sinks.discard());
        Simulation run = Simulation.of(pipeline).parallelism(1).run();
        long[] atTheEnd = asked.clone();
        for (String gauge : List.of("early", "late")) {
            long last = atTheEnd[gauge.equals("early") ? 0 : 1];
            assertThat(run.metrics().operators().get("measuring").gauges().get(gauge))
                    .isEqualTo(Map.of(0, last));
        }
        assertThat(asked).isEqualTo(atTheEnd).doesNotContain(0);
    }

    @Test
    void shouldTakeNoCounterOfTheUsersForOneOfItsOwn() {
        Simulation run = opening(context -> {
                    for (String name : List.of("late", "ahead", "skipped", "dead letters")) {
                        context.metrics().counter(name).add(5);
                    }
                    assertThatThrownBy(() -> context.metrics().counter("own:late"))
                            .isInstanceOf(IllegalArgumentException.class);
                    assertThatThrownBy(() -> context.metrics().gauge(Metrics.LATE, () -> 1L))
                            .isInstanceOf(IllegalArgumentException.class);
                })
                .run();
        assertThat(run.metrics().late()).isZero();
        assertThat(run.metrics().ahead()).isZero();
        assertThat(counter(run.metrics(), "measuring", "late")).isEqualTo(5);
    }

    @Test
    void shouldBeSeenByTheHarness() throws Exception {
        Measuring logic = new Measuring();
        OperatorHarness<Integer, Integer> harness = OperatorHarness.of(
                        Operators.<Integer, Integer, Integer>process(number -> number, logic))
                .keyedBy(number -> number)
                .open();
        harness.event(4, 0);
        harness.event(6, 0);

        OperatorMetrics metrics = harness.metrics();
        assertThat(metrics.counters()).containsExactly(Map.entry("seen", 2L));
        assertThat(metrics.gauges().get("last")).containsExactly(Map.entry(0, 6L));
        assertThat(metrics.histograms().get("sizes").max()).isEqualTo(6);
    }
}
