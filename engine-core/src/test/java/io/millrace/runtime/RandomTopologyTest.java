package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.job.JobState;
import io.millrace.runtime.JobContext.JobSettings;
import io.millrace.runtime.JobStatus.StopMode;
import io.millrace.runtime.job.AttemptObserver;
import io.millrace.runtime.job.Supervisor;
import io.millrace.runtime.schedule.SimulatedScheduler;
import io.millrace.runtime.schedule.Unit;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.SnapshotInfo;
import io.millrace.snapshot.SnapshotMetrics;
import io.millrace.snapshot.Snapshots;
import io.millrace.state.testing.SimulatedDisk;
import io.millrace.testing.ManualClock;
import io.millrace.testing.Seeds;
import io.millrace.time.EventTime;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/** Random pipelines under random interleavings, against naive computations of their results. */
class RandomTopologyTest {

    private static final int SEEDS = 100;

    @Test
    void shouldGiveTheNaiveResultsWhenBarriersPassAtRandom() {
        AtomicLong runsWithBarriers = new AtomicLong();
        Seeds.check(SEEDS, seed -> {
            Run run = Run.withSnapshots(seed);
            run.toEnd(run::takeSnapshotNowAndThen);
            run.checkResults(true);
            run.checkEnd();
            run.checkSnapshots();
            if (run.topology.probes().stream().anyMatch(ProbeOperator::hasRowsBehindBarriers)) {
                runsWithBarriers.incrementAndGet();
            }
        });
        assertThat(runsWithBarriers)
                .as("runs whose probes saw rows behind a barrier")
                .hasPositiveValue();
    }

    @Test
    void shouldLetRowsFlowHoweverFastBarriersAreAskedFor() {
        Seeds.check(20, seed -> {
            Run run = Run.withSnapshots(seed);
            run.toEnd(step -> run.takeSnapshotOnceTheLastIsOver());
            run.checkResults(true);
            run.checkSnapshots();
        });
    }

    @Test
    void shouldGiveTheNaiveResultsWhenSourcesBlock() {
        Seeds.check(SEEDS, seed -> {
            Run run = Run.withoutSnapshots(seed, true);
            run.toEnd(step -> {});
            run.checkResults(true);
            run.checkEnd();
        });
    }

    @Test
    void shouldWorkOffWhatIsUnderWayButNotEndTimeWhenStopped() {
        Seeds.check(SEEDS, seed -> {
            Run run = Run.withoutSnapshots(seed, false);
            long at = run.random.nextInt(300);
            run.toEnd(step -> {
                if (step == at) {
                    run.job.stop(StopMode.STOP);
                }
            });
            boolean endedByThemselves = run.topology.sources().stream().anyMatch(ScriptedSource::hasEndedByItself);
            if (!endedByThemselves) {
                run.checkResults(false);
                assertThat(run.topology.probes()).allMatch(probe -> probe.watermark() != EventTime.MAX);
            }
            assertThat(run.job.state()).isEqualTo(JobState.FINISHED);
            assertThat(run.topology.probes()).allMatch(ProbeOperator::hasEnded).allMatch(ProbeOperator::isClosedOnce);
        });
    }

    @Test
    void shouldEndTimeWhenDrained() {
        Seeds.check(SEEDS, seed -> {
            Run run = Run.withoutSnapshots(seed, seed % 2 == 0);
            long at = run.random.nextInt(300);
            run.toEnd(step -> {
                if (step == at) {
                    run.job.stop(StopMode.DRAIN);
                    // Whoever comes second has no say any more.
                    run.job.stop(StopMode.STOP);
                }
            });
            if (seed % 2 == 1) {
                run.checkResults(true);
            }
            run.checkEnd();
        });
    }

    @Test
    void shouldCloseEveryOperatorOnceWhenCancelled() {
        Seeds.check(SEEDS, seed -> {
            Run run = Run.withoutSnapshots(seed, seed % 2 == 0);
            long at = run.random.nextInt(300);
            run.toEnd(step -> {
                if (step == at) {
                    run.job.cancel();
                }
            });
            assertThat(run.job.state()).isIn(JobState.CANCELLED, JobState.FINISHED);
            assertThat(run.topology.probes()).allMatch(ProbeOperator::isClosedOnce);
            assertThat(run.topology.sources()).allMatch(ScriptedSource::everyReaderIsClosedOnce);
        });
    }

    @Test
    void shouldGiveTheNaiveResultsOnThreads() {
        int[] sizes = {1, 2, 16, 256};
        try (Engine engine = Engine.withWorkers(3)) {
            Seeds.check(60, seed -> {
                SplittableRandom random = new SplittableRandom(seed);
                RandomTopology topology = new RandomTopology(random.split(), true);
                JobOptions options = JobOptions.parallelism(1 + random.nextInt(4))
                        .withBatchSize(sizes[random.nextInt(sizes.length)])
                        .withEdgeCapacity(sizes[random.nextInt(sizes.length)]);
                Job job = engine.start(topology.pipeline(), options);
                assertThat(job.join()).isEqualTo(JobState.FINISHED);
                checkResults(topology, true, options + topology.pipeline().describe());
                assertThat(topology.probes()).allMatch(ProbeOperator::isClosedOnce);
                assertThat(topology.sources()).allMatch(ScriptedSource::everyReaderIsClosedOnce);
            });
        }
    }

    private static void checkResults(RandomTopology topology, boolean timeEnded, Object run) {
        topology.forEachSink(timeEnded, sink -> {
            assertThat(count(sink.received())).as("%s of %s", sink.name(), run).isEqualTo(count(sink.expected()));
            if (sink.ordered()) {
                checkOrder(sink.received());
            }
        });
    }

    private static Map<Event, Integer> count(List<Event> events) {
        Map<Event, Integer> counts = new HashMap<>();
        events.forEach(event -> counts.merge(event, 1, Integer::sum));
        return counts;
    }

    private static void checkOrder(List<Event> events) {
        Map<String, Event> last = new HashMap<>();
        for (Event event : events) {
            Event before = last.put(event.lane(), event);
            if (before != null && !event.path().startsWith(Event.TOTAL)) {
                assertThat(before.seq() * 1e9 + before.copy()).isLessThan(event.seq() * 1e9 + event.copy());
            }
        }
    }

    /** One run of one topology. */
    private static final class Run {

        private static final int[] SIZES = {1, 1, 2, 3, 16, 256};
        private static final int MOST_STEPS = 3_000_000;

        private final SplittableRandom random;
        private final RandomTopology topology;
        private final ManualClock clock = ManualClock.startingAt(Instant.EPOCH);
        private final SimulatedScheduler scheduler;
        private final JobSettings settings;
        private final Supervisor job;
        private Future<SnapshotInfo> snapshot = CompletableFuture.completedFuture(null);

        private Run(long seed, boolean blockingSources, Optional<Snapshots> snapshots) {
            random = new SplittableRandom(seed);
            topology = new RandomTopology(random.split(), blockingSources);
            scheduler = new SimulatedScheduler(clock, random.split());
            settings =
                    JobSettings.of(1 + random.nextInt(4), anySize(), anySize()).measuringLatency(random.nextBoolean());
            job = new Supervisor(
                            topology.pipeline().graph().validated(),
                            settings,
                            scheduler,
                            snapshots,
                            Restart.none(),
                            List.of())
                    .start();
        }

        private static Run withoutSnapshots(long seed, boolean blockingSources) {
            return new Run(seed, blockingSources, Optional.empty());
        }

        private static Run withSnapshots(long seed) {
            return new Run(
                    seed,
                    false,
                    Optional.of(Snapshots.in(new SimulatedDisk(), Path.of("snapshots"))
                            .onDemand()));
        }

        private int anySize() {
            return SIZES[random.nextInt(SIZES.length)];
        }

        private void toEnd(LongConsumer beforeStep) {
            for (long step = 0; step < MOST_STEPS; step++) {
                beforeStep.accept(step);
                if (!scheduler.step()) {
                    if (job.state().isTerminal()) {
                        if (job.failure() != null) {
                            throw new AssertionError(this.toString(), job.failure());
                        }
                        return;
                    }
                    long nanos = scheduler.nanosToDeadline();
                    assertThat(nanos).as("%s stands still", this).isNotEqualTo(Unit.NO_DEADLINE);
                    clock.advance(Duration.ofNanos(nanos));
                }
            }
            throw new AssertionError(this + " does not end");
        }

        private void takeSnapshotNowAndThen(long step) {
            if (random.nextInt(30) == 0) {
                takeSnapshotOnceTheLastIsOver();
            }
        }

        private void takeSnapshotOnceTheLastIsOver() {
            if (snapshot.isDone() && topology.sources().stream().allMatch(ScriptedSource::isOpen)) {
                snapshot = job.snapshot(null);
            }
        }

        private void checkSnapshots() {
            SnapshotMetrics snapshots = job.metrics(AttemptObserver::counted).snapshots();
            assertThat(snapshots.failed())
                    .as("snapshots that failed in %s", this)
                    .isZero();
            assertThat(snapshots.completed()).as("snapshots of %s", this).isPositive();
        }

        private void checkResults(boolean timeEnded) {
            RandomTopologyTest.checkResults(topology, timeEnded, this);
        }

        private void checkEnd() {
            assertThat(job.state()).isEqualTo(JobState.FINISHED);
            assertThat(topology.probes())
                    .as("probes of %s", this)
                    .allMatch(ProbeOperator::isClosedOnce)
                    .allMatch(ProbeOperator::hasEnded)
                    .allMatch(probe -> probe.watermark() == EventTime.MAX);
            assertThat(topology.sources()).allMatch(ScriptedSource::everyReaderIsClosedOnce);
        }

        @Override
        public String toString() {
            return settings + "\n" + topology.pipeline().graph().text();
        }
    }
}
