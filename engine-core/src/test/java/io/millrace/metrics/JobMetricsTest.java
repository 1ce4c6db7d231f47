package io.millrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.metrics.JobRates.TaskRates;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.Timer;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.state.ValueState;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a job says of itself, and what is made of two looks at it. */
class JobMetricsTest {

    private static final Duration FAR = Duration.ofDays(1000);

    /** Keeps the latest number of each key, with a timer that is not due before the end, and passes all on. */
    private static final class Latest extends KeyedProcess<Integer, Integer, Integer> {

        private final ValueState<Integer> latest = value("latest", Integer.class);
        private final Timer late = eventTimer("late", (context, out) -> {});

        @Override
        protected void process(Integer event, KeyedContext<Integer> context, Emitter<Integer> out) {
            latest.set(event);
            late.set(Instant.EPOCH.plus(FAR));
            out.emit(event);
        }
    }

    private static EventStream<Integer> timed(EventStream<Integer> numbers) {
        return numbers.timestamps(Timestamps.millis(number -> number), Watermarks.ascending());
    }

    @Test
    void shouldAddUpInPipelinesOfAnyShape() {
        Seeds.check(60, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<Integer> numbers =
                    random.ints(1 + random.nextInt(400), 0, 50).boxed().toList();
            int steps = 1 + random.nextInt(4);
            Pipeline pipeline = Pipeline.create("any");
            EventStream<Integer> stream = timed(pipeline.source("numbers", Sources.collection(numbers)));
            for (int i = 0; i < steps; i++) {
                stream = stream.keyBy(number -> number, Integer.class).process("step-" + i, Latest::new);
            }
            stream.to("out", Sinks.discard());
            Simulation run = Simulation.of(pipeline).seed(seed).snapshots(Duration.ofSeconds(1));
            run.steps(random.nextInt(200));
            checkIsConsistent(run.metrics(), numbers.size());
            run.run();
            JobMetrics metrics = run.metrics();
            Set<Integer> keys = new HashSet<>(numbers);
            for (int i = 0; i < steps; i++) {
                OperatorMetrics step = metrics.operators().get("step-" + i);
                assertThat(step.sum(Metrics.STATE_ENTRIES)).hasValue(keys.size());
                assertThat(step.sum(Metrics.TIMERS)).hasValue(0);
                assertThat(step.sum(Metrics.STATE_BYTES).orElse(0)).isPositive();
                assertThat(metrics.toString()).contains("'step-" + i + "'");
            }
            checkIsConsistent(metrics, numbers.size());
            assertThat(metrics.tasks())
                    .allSatisfy(task -> assertThat(task.watermark()).contains(Instant.MAX));
        });
    }

    private static void checkIsConsistent(JobMetrics metrics, int events) {
        assertThat(metrics.tasks().stream()
                        .flatMap(task -> task.nodes().stream())
                        .collect(Collectors.toSet()))
                .contains("numbers", "out");
        for (TaskMetrics task : metrics.tasks()) {
            assertThat(metrics.toString()).contains(task.task());
            assertThat(task.nodes()).startsWith(task.node());
            assertThat(task.busy().plus(task.idle()).plus(task.blocked())).isLessThanOrEqualTo(metrics.uptime());
        }
        assertThat(metrics.eventsIn("numbers")).isBetween(0L, (long) events);
    }

    @Test
    void shouldCountStateWhileTheJobRuns() {
        PushSource<Integer> source = Sources.push(1_000);
        Pipeline pipeline = Pipeline.create("state");
        timed(pipeline.source("numbers", source))
                .keyBy(number -> number % 10, Integer.class)
                .process("latest", Latest::new)
                .to("out", Sinks.discard());
        Simulation run = Simulation.of(pipeline).settle();
        assertThat(run.metrics().operators().get("latest").sum(Metrics.STATE_ENTRIES))
                .hasValue(0);
        IntStream.range(0, 100).forEach(source::tryEmit);
        OperatorMetrics latest = run.settle().metrics().operators().get("latest");
        assertThat(latest.sum(Metrics.STATE_ENTRIES)).hasValue(10);
        assertThat(latest.sum(Metrics.TIMERS)).hasValue(10);
        assertThat(latest.gauges()).doesNotContainKey(Metrics.STATE_BYTES);
    }

    @Test
    void shouldTellHowFarEventTimeIsInTasksThatMakeItThemselves() {
        PushSource<Integer> source = Sources.push(1_000);
        Pipeline pipeline = Pipeline.create("fused");
        timed(pipeline.source("numbers", source)).to("out", Sinks.discard());
        Simulation run = Simulation.of(pipeline).parallelism(1).settle();
        source.tryEmit(5_000);
        TaskMetrics loop = run.settle().metrics().tasks().get(0);
        assertThat(loop.watermark()).contains(Instant.ofEpochMilli(5_000 - 1));
        source.complete();
        assertThat(run.run().metrics().tasks().get(0).watermark()).contains(Instant.MAX);
    }

    @Test
    void shouldSayWhoHoldsAWatermark() {
        Seeds.check(20, seed -> {
            PushSource<Integer> fast = Sources.push(10);
            PushSource<Integer> slow = Sources.push(10);
            Pipeline pipeline = Pipeline.create("held");
            timed(pipeline.source("fast", fast))
                    .merge(timed(pipeline.source("slow", slow)))
                    .keyBy(number -> number, Integer.class)
                    .process("latest", Latest::new)
                    .to("out", Sinks.discard());
            Simulation run = Simulation.of(pipeline).seed(seed).settle();
            fast.tryEmit(5_000);
            slow.tryEmit(1_000);
            run.settle().advance(Duration.ofSeconds(10));
            JobMetrics metrics = run.metrics();
            assertThat(holders(metrics, "latest"))
                    .isNotEmpty()
                    .allSatisfy(holder -> assertThat(holder).contains("'slow'"));
            assertThat(holders(metrics, "fast"))
                    .isNotEmpty()
                    .allSatisfy(holder -> assertThat(holder).contains("'fast'"));
            assertThat(metrics.toString()).contains("source 'slow'");
            run.cancel();
        });
    }

    private static List<String> holders(JobMetrics metrics, String node) {
        return metrics.tasks().stream()
                .filter(task -> task.nodes().contains(node))
                .map(task -> task.watermarkHeldBy().orElse("nobody"))
                .toList();
    }

    @Test
    void shouldNameASlowOperatorThatHoldsUpItsProducers() {
        Seeds.check(20, seed -> {
            AtomicReference<Simulation> run = new AtomicReference<>();
            Pipeline pipeline = Pipeline.create("slow");
            pipeline.source("numbers", Sources.generate(i -> (int) i))
                    .keyBy(number -> number, Integer.class)
                    .process("slow", () -> new Taking(run, Duration.ofMillis(5)))
                    .rebalance()
                    .map(number -> number)
                    .named("quick")
                    .to("out", Sinks.discard());
            run.set(Simulation.of(pipeline)
                    .seed(seed)
                    .parallelism(2)
                    .batchSize(4)
                    .edgeCapacity(3));
            List<Bottleneck> found = found(run.get(), 30);
            List<Bottleneck> right = found.stream()
                    .filter(each ->
                            each.operator().equals("slow") && each.holdsUp().equals(List.of("numbers-0")))
                    .toList();
            assertThat(right).as("those of %s that are right", found).hasSizeGreaterThan(found.size() / 2);
            assertThat(right.get(0).busy()).isPositive();
            assertThat(right.get(0)).asString().contains("'slow' (task slow-", "blocked on it: numbers-0");
            run.get().cancel();
        });
    }

    private static List<Bottleneck> found(Simulation run, int looks) {
        List<Bottleneck> found = new ArrayList<>();
        for (int i = 0; i < looks; i++) {
            JobMetrics before = run.metrics();
            run.steps(300);
            run.metrics().since(before).bottleneck().ifPresent(found::add);
        }
        return found;
    }

    /** Lets time pass with each event. */
    private static final class Taking extends KeyedProcess<Integer, Integer, Integer> {

        private final AtomicReference<Simulation> run;
        private final Duration duration;

        Taking(AtomicReference<Simulation> run, Duration duration) {
            this.run = run;
            this.duration = duration;
        }

        @Override
        protected void process(Integer event, KeyedContext<Integer> context, Emitter<Integer> out) {
            run.get().clock().advance(duration);
            out.emit(event);
        }
    }

    @Test
    void shouldFindNothingInAJobThatWaitsForItsInput() {
        Pipeline pipeline = Pipeline.create("waits");
        pipeline.source("numbers", Sources.<Integer>push(10)).to("out", Sinks.discard());
        Simulation run = Simulation.of(pipeline).settle();
        JobMetrics before = run.metrics();
        run.advance(Duration.ofMinutes(1));
        JobRates rates = run.metrics().since(before);
        assertThat(rates.bottleneck()).isEmpty();
        assertThat(rates.interval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(rates.tasks()).allSatisfy(task -> assertThat(task.idle()).isEqualTo(1));
    }

    @Test
    void shouldMakeRatesOfWhatHasHappenedBetweenTwoLooks() {
        PushSource<Integer> source = Sources.push(1_000);
        Pipeline pipeline = Pipeline.create("rates");
        pipeline.source("numbers", source).to("out", Sinks.discard());
        Simulation run = Simulation.of(pipeline).steadyClock().settle();
        IntStream.range(0, 7).forEach(source::tryEmit);
        JobMetrics before = run.settle().metrics();
        IntStream.range(0, 100).forEach(source::tryEmit);
        JobMetrics after = run.advance(Duration.ofSeconds(4)).metrics();
        TaskRates numbers = after.since(before).task("numbers-0").orElseThrow();
        assertThat(numbers.eventsIn()).isCloseTo(25, within(1e-6));
        assertThat(after.since(before).toString()).startsWith("within 4 s").contains("numbers-0", "25.0");
        assertThat(Duration.between(before.asOf(), after.asOf())).isEqualTo(Duration.ofSeconds(4));
        run.cancel();
    }

    @Test
    void shouldNotCountWhatAnEarlierAttemptHasDone() {
        AtomicBoolean fails = new AtomicBoolean();
        PushSource<Integer> source = Sources.push(1_000);
        Pipeline pipeline = Pipeline.create("again");
        pipeline.source("numbers", source)
                .map(number -> {
                    if (fails.getAndSet(false)) {
                        throw new IllegalStateException("on purpose");
                    }
                    return number;
                })
                .to("out", Sinks.discard());
        Simulation run = Simulation.of(pipeline)
                .restart(Restart.fixedDelay(3, Duration.ofSeconds(1)))
                .settle();
        IntStream.range(0, 500).forEach(source::tryEmit);
        JobMetrics before = run.settle().metrics();
        fails.set(true);
        source.tryEmit(1);
        run.settle().advance(Duration.ofSeconds(2));
        source.tryEmit(2);
        JobMetrics after = run.settle().metrics();
        assertThat(after.restarts()).isEqualTo(1);
        assertThat(after.since(before).tasks())
                .allSatisfy(task -> assertThat(task.eventsIn()).isNotNegative());
        run.cancel();
    }

    @Test
    void shouldRefuseToCompareDifferentJobs() {
        JobMetrics one = metricsOf("one");
        JobMetrics other = metricsOf("other");
        assertThatThrownBy(() -> one.since(other)).hasMessageContaining("'one'").hasMessageContaining("'other'");
    }

    private static JobMetrics metricsOf(String job) {
        Pipeline pipeline = Pipeline.create(job);
        pipeline.source("numbers", Sources.of(1)).to("out", Sinks.discard());
        return Simulation.of(pipeline).run().metrics();
    }
}
