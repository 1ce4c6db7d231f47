package io.millrace.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.job.JobState;
import io.millrace.metrics.TaskMetrics;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.Timer;
import io.millrace.runtime.JobContext.JobSettings;
import io.millrace.runtime.schedule.SimulatedScheduler;
import io.millrace.runtime.schedule.Unit;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.state.testing.SimulatedDisk;
import io.millrace.testing.ManualClock;
import io.millrace.testing.Seeds;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A job whose last snapshot has failed works off what is left, and ends whatever happens meanwhile. */
class WorkingOffTest {

    private static final String HELD = "late in the day";

    @Test
    void shouldEndWhenAFunctionFailsMeanwhile() {
        Seeds.check(20, seed -> {
            Run run = new Run(seed, Duration.ofSeconds(20));
            run.untilTheLastSnapshotHasFailed();
            run.scheduler.release(HELD);
            run.until(() -> run.job.state().isTerminal());
            assertThat(run.job.state()).isEqualTo(JobState.FAILED);
            assertThat(run.job.failure().getSuppressed())
                    .singleElement()
                    .asString()
                    .contains("late on purpose");
        });
    }

    @Test
    void shouldEndAsFailedWhenItIsCancelledMeanwhile() {
        Seeds.check(20, seed -> {
            Run run = new Run(seed, Duration.ofDays(1));
            run.untilTheLastSnapshotHasFailed();
            run.job.cancel();
            assertThat(run.job.state()).isEqualTo(JobState.FAILING);
            run.scheduler.release(HELD);
            run.until(() -> run.job.state().isTerminal());
            assertThat(run.job.state()).isEqualTo(JobState.FAILED);
            assertThat(run.job.failure()).hasMessageContaining("its last snapshot has failed 5 times");
        });
    }

    /** A job whose operator takes no steps, so that no snapshot becomes complete. */
    private static final class Run {

        private final ManualClock clock = ManualClock.startingAt(Instant.EPOCH);
        private final PushSource<Long> numbers = Sources.push(16);
        private final SimulatedScheduler scheduler;
        private final Supervisor job;

        Run(long seed, Duration late) {
            Pipeline pipeline = Pipeline.create("working-off");
            pipeline.source("numbers", numbers)
                    .keyBy(number -> number, Long.class)
                    .process(HELD, () -> new FailingLate(late))
                    .to("out", Sinks.discard());
            scheduler = new SimulatedScheduler(clock, new SimulatedDisk(), new SplittableRandom(seed));
            job = new Supervisor(
                            pipeline.graph().validated(),
                            JobSettings.of(2, 1, 4),
                            scheduler,
                            Optional.of(Snapshots.in(new SimulatedDisk(), Path.of("/snapshots"))
                                    .onDemand()
                                    .timeout(Duration.ofSeconds(5))),
                            Restart.none(),
                            List.of())
                    .start();
        }

        void untilTheLastSnapshotHasFailed() {
            until(() -> job.attempt().phase().isOpen());
            LongStream.range(0, 3).forEach(numbers::emit);
            until(() -> job.metrics(AttemptObserver::counted).tasks().stream()
                            .filter(task -> task.task().startsWith(HELD))
                            .mapToLong(TaskMetrics::eventsIn)
                            .sum()
                    == 3);
            scheduler.hold(HELD);
            numbers.complete();
            until(() -> job.failure() != null);
            assertThat(job.failure()).hasMessageContaining("its last snapshot has failed 5 times");
            assertThat(job.state()).isEqualTo(JobState.STOPPING);
        }

        void until(BooleanSupplier condition) {
            while (!condition.getAsBoolean()) {
                if (!scheduler.step()) {
                    long nanos = scheduler.nanosToDeadline();
                    assertThat(nanos).as("waits for ever: %s", job.openUnits()).isNotEqualTo(Unit.NO_DEADLINE);
                    clock.advance(Duration.ofNanos(Math.max(1, nanos)));
                }
            }
        }
    }

    private static final class FailingLate extends KeyedProcess<Long, Long, Long> {

        private final Duration after;
        private final Timer late = processingTimer("late", (context, out) -> {
            throw new IllegalStateException("late on purpose");
        });

        FailingLate(Duration after) {
            this.after = after;
        }

        @Override
        protected void process(Long event, KeyedContext<Long> context, Emitter<Long> out) {
            late.set(context.processingTime().plus(after));
        }
    }
}
