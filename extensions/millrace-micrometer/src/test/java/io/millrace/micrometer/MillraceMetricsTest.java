package io.millrace.micrometer;

import static io.millrace.micrometer.SensorJob.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.job.JobState;
import io.millrace.metrics.Metrics.Counter;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.TaskContext;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Meters come and go with jobs, and what only goes up does so over restarts. */
@Timeout(60)
class MillraceMetricsTest {

    private static final Duration LATER = Duration.ofSeconds(1);

    private final Engine engine = Engine.withWorkers(1);
    private final MockClock clock = new MockClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
    private final MillraceMetrics metrics = MillraceMetrics.of(engine);

    @AfterEach
    void close() {
        engine.close();
    }

    /** Fails on each negative number. */
    private static Pipeline sums(String name, PushSource<Integer> numbers) {
        Pipeline pipeline = Pipeline.create(name);
        pipeline.source("numbers", numbers)
                .map(number -> {
                    if (number < 0) {
                        throw new IllegalArgumentException("negative");
                    }
                    return number;
                })
                .keyBy(number -> number)
                .process("measured", Measured::new)
                .to("out", Sinks.discard());
        return pipeline;
    }

    /** Counts what it takes. */
    private static final class Measured extends KeyedProcess<Integer, Integer, Integer> {

        private Counter taken;

        @Override
        protected void open(TaskContext context) {
            taken = context.metrics().counter("taken");
            context.metrics().gauge("constant", () -> 7);
        }

        @Override
        protected void process(Integer number, KeyedContext<Integer> context, Emitter<Integer> out) {
            taken.increment();
            out.emit(number);
        }
    }

    @Test
    void shouldShowJobsThatStartLaterAndTakeThemAwayWhenTheEngineHasForgottenThem() {
        metrics.bindTo(registry);
        assertThat(names()).containsExactlyInAnyOrder("millrace.jobs", "millrace.live", "millrace.ready");
        run("first", 3);
        read();

        assertThat(counter("millrace.operator.taken", "first")).isEqualTo(3);
        assertThat(gauge("millrace.job.state", "first", "state", "finished")).isEqualTo(1);
        for (int later = 0; later < 20; later++) {
            run("later-" + later, 1);
        }
        read();
        assertThat(jobs()).contains("later-19").doesNotContain("first");
    }

    @Test
    void shouldHaveOnlyCountsAndTheStateOfJobsThatHaveEnded() {
        metrics.bindTo(registry);
        PushSource<Integer> numbers = Sources.push(10);
        try (Job job = engine.start(sums("ending", numbers))) {
            read();
            assertThat(names()).contains("millrace.operator.constant");
            numbers.complete();
            job.join();
        }
        read();

        assertThat(names()).contains("millrace.operator.taken", "millrace.job.state");
        assertThat(names()).doesNotContain("millrace.operator.constant", "millrace.edge.fill");
    }

    @Test
    void shouldCountOnWhenAJobIsRestartedAndWhenAnotherOneOfItsNameFollows() {
        metrics.bindTo(registry);
        PushSource<Integer> numbers = Sources.push(10);
        JobOptions restarting = JobOptions.defaults().withRestart(Restart.fixedDelay(1, Duration.ZERO));
        try (Job job = engine.start(sums("counting", numbers), restarting)) {
            push(numbers, job, 1, 2, 3);
            read();
            assertThat(counter("millrace.operator.taken", "counting")).isEqualTo(3);

            numbers.emit(-1);
            until(() ->
                    job.metrics().snapshots().restarts() == 1 && job.metrics().attempt() == 2);
            push(numbers, job, 4, 5);
            read();
            assertThat(counter("millrace.operator.taken", "counting")).isEqualTo(3 + 2);
            assertThat(counter("millrace.job.restarts", "counting")).isEqualTo(1);
            numbers.complete();
            job.join();
        }
        run("counting", 7);
        read();

        assertThat(counter("millrace.operator.taken", "counting")).isEqualTo(3 + 2 + 7);
        for (int later = 0; later < 17; later++) {
            run(later < 15 ? "other" : "counting", 1);
            read();
        }
        assertThat(engine.jobs().stream().filter(job -> job.name().equals("counting")))
                .as("the first ones are not listed any more")
                .hasSizeLessThan(4);
        assertThat(counter("millrace.operator.taken", "counting")).isEqualTo(3 + 2 + 7 + 2);
    }

    @Test
    void shouldLookAtJobsOnceForAllMetersThatAreRead() {
        Pipeline pipeline = Pipeline.create("looked at");
        AtomicInteger asked = new AtomicInteger();
        PushSource<Integer> numbers = Sources.push(10);
        pipeline.source("numbers", numbers)
                .keyBy(number -> number)
                .process("asked", () -> new Asked(asked))
                .to("out", Sinks.discard());
        try (Job job = engine.start(pipeline, JobOptions.parallelism(1))) {
            metrics.bindTo(registry);
            int before = asked.get();
            clock.add(LATER);
            for (int scrape = 1; scrape <= 3; scrape++) {
                registry.forEachMeter(meter -> meter.measure().forEach(measurement -> measurement.getValue()));
                assertThat(asked.get() - before).isEqualTo(scrape);
                clock.add(LATER);
            }
            numbers.complete();
            job.join();
        }
    }

    /** Is asked for its gauge at each look. */
    private static final class Asked extends KeyedProcess<Integer, Integer, Integer> {

        private final AtomicInteger asked;

        private Asked(AtomicInteger asked) {
            this.asked = asked;
        }

        @Override
        protected void open(TaskContext context) {
            context.metrics().gauge("asked", asked::incrementAndGet);
        }

        @Override
        protected void process(Integer number, KeyedContext<Integer> context, Emitter<Integer> out) {
            out.emit(number);
        }
    }

    @Test
    void shouldTellEnginesInOneRegistryApartByTheirTags() {
        try (Engine other = Engine.withWorkers(1)) {
            MillraceMetrics.of(engine, "engine", "one").bindTo(registry);
            MillraceMetrics.of(other, "engine", "two").bindTo(registry);
            try (Job job = other.start(sums("of the other", Sources.push(10)))) {
                assertThat(job.state()).isEqualTo(JobState.RUNNING);
                read();

                assertThat(registry.get("millrace.jobs")
                                .tag("engine", "one")
                                .gauge()
                                .value())
                        .isZero();
                assertThat(registry.get("millrace.jobs")
                                .tag("engine", "two")
                                .gauge()
                                .value())
                        .isEqualTo(1);
                assertThat(registry.find("millrace.job.state")
                                .tag("engine", "one")
                                .meters())
                        .isEmpty();
            }
        }
        assertThatThrownBy(() -> MillraceMetrics.of(engine, "engine")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldLeaveNothingBehindWhenClosed() {
        metrics.bindTo(registry);
        metrics.bindTo(registry);
        run("gone", 1);
        read();
        assertThat(registry.getMeters()).hasSizeGreaterThan(3);
        metrics.close();
        metrics.close();

        assertThat(registry.getMeters()).isEmpty();
    }

    private void run(String name, int events) {
        PushSource<Integer> numbers = Sources.push(10);
        try (Job job = engine.start(sums(name, numbers))) {
            for (int number = 0; number < events; number++) {
                numbers.emit(number);
            }
            numbers.complete();
            job.join();
        }
    }

    private static void push(PushSource<Integer> numbers, Job job, Integer... some) {
        List.of(some).forEach(numbers::emit);
        until(() -> job.metrics().eventsIn("numbers") == some.length);
    }

    /** As a registry does that somebody scrapes. */
    private void read() {
        clock.add(LATER);
        registry.getMeters().forEach(Meter::measure);
        registry.get("millrace.jobs").gauges().forEach(Gauge::value);
    }

    private Set<String> names() {
        return registry.getMeters().stream()
                .map(meter -> meter.getId().getName())
                .collect(Collectors.toSet());
    }

    private Set<String> jobs() {
        return registry.getMeters().stream()
                .map(meter -> String.valueOf(meter.getId().getTag("pipeline")))
                .collect(Collectors.toSet());
    }

    private double counter(String name, String job) {
        return registry.get(name).tag("pipeline", job).functionCounters().stream()
                .mapToDouble(FunctionCounter::count)
                .sum();
    }

    private double gauge(String name, String job, String key, String value) {
        return registry.get(name).tag("pipeline", job).tag(key, value).gauge().value();
    }
}
