package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.job.JobState;
import io.millrace.metrics.Bottleneck;
import io.millrace.metrics.Health;
import io.millrace.operator.OperatorException;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart;
import io.millrace.source.Sources;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds up a job on threads, and whether an engine is well. */
@Timeout(120)
class BottleneckTest {

    private final CountDownLatch release = new CountDownLatch(1);

    private Integer stand(Integer number) throws InterruptedException {
        release.await();
        return number;
    }

    private Pipeline standing() {
        Pipeline pipeline = Pipeline.create("standing");
        pipeline.source("numbers", Sources.generate(i -> (int) i))
                .rebalance()
                .map(this::stand)
                .named("slow")
                .parallelism(2)
                .to("out", Sinks.discard());
        return pipeline;
    }

    @Test
    void shouldNameTheOperatorAndTheMethodThatAJobWaitsFor() {
        try (Engine engine = Engine.withWorkers(4)) {
            Job job = engine.start(standing());
            Optional<Bottleneck> found = job.bottleneck(Duration.ofMillis(50));
            while (found.isEmpty()
                    || found.get().hotspot().isEmpty()
                    || found.get().holdsUp().isEmpty()) {
                found = job.bottleneck(Duration.ofMillis(50));
            }
            release.countDown();
            job.cancel();
            Bottleneck bottleneck = found.get();
            assertThat(bottleneck.operator()).isEqualTo("slow");
            assertThat(bottleneck.task()).startsWith("slow-");
            assertThat(bottleneck.busy()).isGreaterThan(0.5);
            assertThat(bottleneck.holdsUp()).containsExactly("numbers-0");
            assertThat(bottleneck.hotspot().get().method()).startsWith("BottleneckTest.stand(BottleneckTest.java:");
            assertThat(bottleneck.hotspot().get().share()).isEqualTo(1);
            assertThat(bottleneck)
                    .asString()
                    .matches("'slow' \\(task slow-[01]\\) is busy \\d+ %, 100 % of it in"
                            + " BottleneckTest\\.stand\\(BottleneckTest\\.java:\\d+\\); its producers are blocked on it:"
                            + " numbers-0");
        }
    }

    @Test
    void shouldLookOnceWhereThereIsNoTimeToLook() {
        try (Engine engine = Engine.withWorkers(1)) {
            Job job = engine.start(standing());
            assertThat(job.bottleneck(Duration.ofSeconds(Long.MIN_VALUE))).isNotNull();
            release.countDown();
            job.cancel();
        }
    }

    @Test
    void shouldRefuseToLookOnAThreadOfTheEngine() {
        AtomicReference<Job> job = new AtomicReference<>();
        CountDownLatch started = new CountDownLatch(1);
        Pipeline pipeline = Pipeline.create("within");
        pipeline.source("numbers", Sources.of(1))
                .map(number -> {
                    started.await();
                    return job.get().bottleneck();
                })
                .to("out", Sinks.discard());
        try (Engine engine = Engine.withWorkers(1)) {
            job.set(engine.start(pipeline));
            started.countDown();
            assertThatThrownBy(job.get()::join)
                    .isInstanceOf(OperatorException.class)
                    .hasMessageContaining("bottleneck()")
                    .hasMessageContaining("which would wait for itself");
        }
    }

    @Test
    void shouldBeWellWhileAllJobsDoTheirWorkAndWhenTheyHaveEndedInOrder() {
        try (Engine engine = Engine.withWorkers(1)) {
            assertThat(engine.health()).isEqualTo(Health.WELL).hasToString("live, ready");
            Pipeline pipeline = Pipeline.create("well");
            pipeline.source("numbers", Sources.<Integer>push(1)).to("out", Sinks.discard());
            Job job = engine.start(pipeline);
            assertThat(engine.health()).isEqualTo(Health.WELL);
            job.stop();
            assertThat(job.join()).isEqualTo(JobState.FINISHED);
            assertThat(engine.health()).isEqualTo(Health.WELL);
        }
    }

    @Test
    void shouldNotBeReadyWhenAJobHasFailedUntilItIsStartedAgain() {
        try (Engine engine = Engine.withWorkers(1)) {
            Job failed = engine.start(failing(true));
            assertThat(failed.onEnd().toCompletableFuture()).failsWithin(Duration.ofMinutes(1));
            Health health = engine.health();
            assertThat(health.live()).isTrue();
            assertThat(health.ready()).isFalse();
            assertThat(health.reasons()).singleElement().asString().contains("job 'fragile' has failed", "on purpose");
            engine.start(failing(false)).join();
            assertThat(engine.health()).isEqualTo(Health.WELL);
        }
    }

    @Test
    void shouldNotBeReadyWhileAJobIsToStartAgain() {
        try (Engine engine = Engine.withWorkers(1)) {
            Job job = engine.start(
                    failing(true), JobOptions.defaults().withRestart(Restart.fixedDelay(1, Duration.ofHours(1))));
            while (job.state() != JobState.RESTARTING) {
                Thread.onSpinWait();
            }
            assertThat(engine.health()).asString().startsWith("live, not ready: job 'fragile' starts again");
            job.cancel();
        }
    }

    private static Pipeline failing(boolean fails) {
        Pipeline pipeline = Pipeline.create("fragile");
        pipeline.source("numbers", Sources.of(1))
                .map(number -> {
                    if (fails) {
                        throw new IllegalStateException("on purpose");
                    }
                    return number;
                })
                .to("out", Sinks.discard());
        return pipeline;
    }

    @Test
    void shouldNotBeReadyWhenTheEngineIsClosed() {
        Engine engine = Engine.withWorkers(1);
        engine.close();
        assertThat(engine.health()).hasToString("live, not ready: the engine is closed");
    }
}
