package io.millrace.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.Pipeline;
import io.millrace.job.JobState;
import io.millrace.operator.Batch;
import io.millrace.operator.OperatorException;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart.PoisonEventException;
import io.millrace.source.Sources;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.testing.SimulationException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** When a job that has failed is started again, how often, and what is told of it. */
class RestartTest {

    private static final int EVENTS = 20;
    private static final Duration OFTEN = Duration.ofMillis(1);

    private final List<Instant> failures = new ArrayList<>();
    private Simulation run;

    /** A job with one function, which fails on the events that a condition holds for. */
    private Simulation failing(LongPredicate fails) {
        Pipeline pipeline = Pipeline.create("fragile-job");
        pipeline.source("numbers", Sources.generate(index -> index).count(EVENTS))
                .map(number -> {
                    if (fails.test(number)) {
                        failures.add(Instant.ofEpochMilli(run.clock().millis()));
                        throw new IllegalStateException("on purpose");
                    }
                    return number;
                })
                .named("fragile")
                .to("out", Sinks.discard());
        run = Simulation.of(pipeline);
        return run;
    }

    /** Fails each time it is asked, and on another event each time, so that no event is to blame. */
    private Simulation failingAlways() {
        AtomicInteger attempts = new AtomicInteger();
        return failing(number -> number == attempts.get() % EVENTS && attempts.incrementAndGet() > 0);
    }

    private static List<Object> numbers() {
        return LongStream.range(0, EVENTS).<Object>mapToObj(number -> number).toList();
    }

    private List<Duration> delays() {
        List<Duration> delays = new ArrayList<>();
        for (int i = 1; i < failures.size(); i++) {
            delays.add(Duration.between(failures.get(i - 1), failures.get(i)));
        }
        return delays;
    }

    @Test
    void shouldStayFailedWhenNotToldOtherwise() {
        failing(number -> number == 7).snapshots(OFTEN);
        assertThatThrownBy(run::run).hasRootCauseMessage("on purpose");
        assertThat(run.state()).isEqualTo(JobState.FAILED);
        assertThat(run.metrics().snapshots().restarts()).isZero();
        assertThat(failures).hasSize(1);
    }

    @Test
    void shouldGiveEachResultOnceWhenItFailsOnceInAWhile() {
        Seeds.check(50, seed -> {
            AtomicInteger left = new AtomicInteger(2);
            failing(number -> number == 3 + left.get() * 5L && left.getAndDecrement() > 0);
            run.seed(seed)
                    .snapshots(OFTEN)
                    .restart(Restart.fixedDelay(5, Duration.ofSeconds(1)))
                    .run();
            assertThat(run.output("out")).containsExactlyInAnyOrderElementsOf(numbers());
            assertThat(run.state()).isEqualTo(JobState.FINISHED);
            assertThat(run.metrics().snapshots().restarts()).isBetween(1, 2);
        });
    }

    @Test
    void shouldWaitEachTimeAsLongWhenTheDelayIsFixed() {
        failingAlways().snapshots(OFTEN).restart(Restart.fixedDelay(3, Duration.ofSeconds(2)));
        assertThatThrownBy(run::run).isInstanceOf(SimulationException.class);
        assertThat(delays()).allMatch(delay -> delay.toSeconds() == 2).hasSize(3);
        assertThat(run.metrics().snapshots().restarts()).isEqualTo(3);
    }

    @Test
    void shouldWaitTwiceAsLongEachTimeUpToTheLongestWhenItBacksOff() {
        failingAlways()
                .snapshots(OFTEN)
                .restart(Restart.exponentialBackoff(5, Duration.ofSeconds(1), Duration.ofSeconds(5)));
        assertThatThrownBy(run::run).isInstanceOf(SimulationException.class);
        assertThat(delays()).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 5L, 5L);
    }

    @Test
    void shouldCountAttemptsAnewWhenOneWasHealthy() {
        AtomicInteger attempts = new AtomicInteger();
        failing(number -> {
                    boolean fails = number == attempts.get() % EVENTS;
                    if (fails && attempts.incrementAndGet() <= 4) {
                        run.clock().advance(Duration.ofMinutes(11));
                    }
                    return fails;
                })
                .snapshots(OFTEN)
                .restart(Restart.fixedDelay(2, Duration.ZERO));
        assertThatThrownBy(run::run).isInstanceOf(SimulationException.class);
        assertThat(run.metrics().snapshots().restarts()).isEqualTo(4 + 1);
    }

    @Test
    void shouldGiveUpAndNameTheEventWhenItFailsThreeAttempts() {
        failing(number -> number == 7).snapshots(OFTEN).restart(Restart.fixedDelay(100, Duration.ZERO));
        Throwable failure = catchThrowable(run::run);
        assertThat(failure.getCause())
                .isInstanceOf(PoisonEventException.class)
                .hasMessageContaining("3 attempts")
                .hasMessageContaining("onError")
                .hasMessageContaining("operator 'fragile' failed on 7")
                .hasCauseInstanceOf(OperatorException.class);
        assertThat(run.metrics().snapshots().restarts()).isEqualTo(2);
    }

    @Test
    void shouldBeginAtTheBeginningWhenThereAreNoSnapshots() {
        AtomicInteger left = new AtomicInteger(1);
        failing(number -> number == 5 && left.getAndDecrement() > 0)
                .parallelism(1)
                .batchSize(1)
                .restart(Restart.fixedDelay(1, Duration.ZERO))
                .run();
        assertThat(run.output("out")).containsSubsequence(numbers()).contains(0L, 1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void shouldEndWhenCancelledInThePause() {
        failing(number -> number == 7).snapshots(OFTEN).restart(Restart.fixedDelay(9, Duration.ofHours(1)));
        assertThat(run.settle().state()).isEqualTo(JobState.RESTARTING);
        assertThat(run.cancel().state()).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void shouldStartAgainAtOnceToDrainWhenToldSoInThePause() {
        AtomicInteger left = new AtomicInteger(1);
        failing(number -> number == 7 && left.getAndDecrement() > 0)
                .snapshots(OFTEN)
                .restart(Restart.fixedDelay(9, Duration.ofHours(1)));
        assertThat(run.settle().state()).isEqualTo(JobState.RESTARTING);
        assertThat(run.drain().run().state()).isEqualTo(JobState.FINISHED);
    }

    @Test
    void shouldDrainAfterTheRestartWhenItFailsWhileDraining() {
        Seeds.check(50, seed -> {
            AtomicInteger left = new AtomicInteger(1);
            Pipeline pipeline = Pipeline.create("endless");
            pipeline.source("numbers", Sources.generate(index -> index))
                    .map(number -> {
                        if (run.state() == JobState.STOPPING && left.getAndDecrement() > 0) {
                            throw new IllegalStateException("on purpose");
                        }
                        return number;
                    })
                    .to("out", Sinks.discard());
            run = Simulation.of(pipeline).seed(seed).snapshots(OFTEN).restart(Restart.fixedDelay(1, Duration.ZERO));
            run.steps(20);
            assertThat(run.drain().run().state()).isEqualTo(JobState.FINISHED);
            assertThat(run.output("out"))
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(0, run.output("out").size())
                                    .<Object>mapToObj(number -> number)
                                    .toList());
        });
    }

    private static void unreadable() throws IOException {
        throw new IOException("unreadable on purpose");
    }

    @Test
    void shouldTryAgainWhenTheSnapshotsCannotBeReadForAWhile() {
        FlakyStore store = new FlakyStore();
        AtomicInteger left = new AtomicInteger(1);
        failing(number -> number == 15 && left.getAndDecrement() > 0)
                .snapshots(store.snapshots().onDemand())
                .restart(Restart.fixedDelay(5, Duration.ofSeconds(1)));
        run.steps(1);
        store.onRead = RestartTest::unreadable;
        assertThat(run.advance(Duration.ofMillis(2500)).state()).isEqualTo(JobState.RESTARTING);
        store.onRead = FlakyStore.NONE;
        run.run();
        assertThat(run.output("out")).containsExactlyInAnyOrderElementsOf(numbers());
        assertThat(run.metrics().snapshots().restarts()).isEqualTo(3);
        assertThat(store.closed).isEqualTo(1);
    }

    @Test
    void shouldTellOfBothErrorsWhenItCannotGoOn() {
        FlakyStore store = new FlakyStore();
        failing(number -> number == 15)
                .snapshots(store.snapshots().onDemand())
                .restart(Restart.fixedDelay(2, Duration.ofSeconds(1)));
        run.steps(1);
        store.onRead = RestartTest::unreadable;
        Throwable failure = catchThrowable(run::run).getCause();
        assertThat(failure)
                .hasMessageContaining("job 'fragile-job' cannot go on from its snapshots in a flaky store")
                .hasMessageContaining("unreadable on purpose");
        assertThat(failure.getSuppressed())
                .singleElement()
                .satisfies(first -> assertThat(first).hasMessageContaining("operator 'fragile' failed on 15"));
        assertThat(store.closed).isEqualTo(1);
    }

    /** Fails to close as well. */
    private record UnclosableSink() implements Sink<Long> {

        @Override
        public SinkWriter<Long> open(SinkContext context) {
            return new SinkWriter<>() {
                @Override
                public void write(Batch<Long> batch) {}

                @Override
                public void close() {
                    throw new IllegalStateException("cannot be closed");
                }
            };
        }
    }

    @Test
    void shouldTellWhatFailedFirstWhenClosingFailsToo() {
        Pipeline pipeline = Pipeline.create("fragile-job");
        pipeline.source("numbers", Sources.generate(index -> index).count(EVENTS))
                .map(number -> {
                    if (number == 3) {
                        throw new IllegalStateException("on purpose");
                    }
                    return number;
                })
                .to("out", new UnclosableSink());
        run = Simulation.of(pipeline).snapshots(OFTEN).restart(Restart.fixedDelay(1, Duration.ZERO));
        Throwable failure = catchThrowable(run::run).getCause();
        assertThat(failure).hasRootCauseMessage("on purpose");
        assertThat(failure.getSuppressed())
                .isNotEmpty()
                .allSatisfy(closing -> assertThat(closing).hasRootCauseMessage("cannot be closed"));
    }
}
