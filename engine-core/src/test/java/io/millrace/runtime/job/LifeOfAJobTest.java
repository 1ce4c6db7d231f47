package io.millrace.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.job.JobState;
import io.millrace.operator.Batch;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.runtime.JobContext.JobSettings;
import io.millrace.runtime.JobStatus.StopMode;
import io.millrace.runtime.schedule.SimulatedScheduler;
import io.millrace.runtime.schedule.Unit;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.SnapshotInfo;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.Sources;
import io.millrace.state.ValueState;
import io.millrace.state.store.DirectoryStore;
import io.millrace.state.testing.DiskFault;
import io.millrace.state.testing.DiskFaults;
import io.millrace.state.testing.SimulatedDisk;
import io.millrace.testing.ManualClock;
import io.millrace.testing.Seeds;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever is done to a job at whatever moment, it ends, in a state that it can get into, and leaves nothing open. */
class LifeOfAJobTest {

    private static final int SEEDS = 1_000;
    private static final String JOB = "life-of-a-job";
    private static final Logger LOG = Logger.getLogger("io.millrace.runtime");
    private static final Path DIRECTORY = Path.of("/snapshots");

    /** Where a job that is told nothing more can get to from a state. */
    private static final Map<JobState, Set<JobState>> REACHABLE = new EnumMap<>(Map.of(
            JobState.RUNNING, EnumSet.complementOf(EnumSet.of(JobState.CANCELLING, JobState.CANCELLED)),
            JobState.RESTARTING, EnumSet.complementOf(EnumSet.of(JobState.CANCELLING, JobState.CANCELLED)),
            JobState.STOPPING,
                    EnumSet.complementOf(EnumSet.of(JobState.RUNNING, JobState.CANCELLING, JobState.CANCELLED)),
            JobState.CANCELLING, EnumSet.of(JobState.CANCELLING, JobState.CANCELLED, JobState.FAILED),
            JobState.FAILING, EnumSet.of(JobState.FAILING, JobState.FAILED),
            JobState.FINISHED, EnumSet.of(JobState.FINISHED),
            JobState.CANCELLED, EnumSet.of(JobState.CANCELLED),
            JobState.FAILED, EnumSet.of(JobState.FAILED)));

    @BeforeAll
    static void keepQuietAboutWhatIsDoneOnPurpose() {
        LOG.setFilter(told -> !told.getMessage().contains(JOB));
    }

    @AfterAll
    static void tellAgain() {
        LOG.setFilter(null);
    }

    @Test
    void shouldEndAndLeaveNothingOpenWhateverHappensWhen() {
        Seeds.check(SEEDS, seed -> new Life(seed).live());
    }

    /** One job, and what chance does to it. */
    private static final class Life {

        private final SplittableRandom random;
        private final ManualClock clock = ManualClock.startingAt(Instant.EPOCH);
        private final SimulatedDisk disk = new SimulatedDisk();
        private final SimulatedScheduler scheduler;
        private final Supervisor job;
        private final AtomicInteger writersOpen = new AtomicInteger();
        private final List<CompletableFuture<SnapshotInfo>> snapshots = new ArrayList<>();
        private final double failures;

        Life(long seed) {
            random = new SplittableRandom(seed);
            failures = random.nextInt(3) == 0 ? 0 : 0.02;
            scheduler = new SimulatedScheduler(clock, disk, random.split());
            job = new Supervisor(
                            pipeline().graph().validated(),
                            JobSettings.of(1 + random.nextInt(2), 1 + random.nextInt(4), 2),
                            scheduler,
                            random.nextInt(8) == 0
                                    ? Optional.empty()
                                    : Optional.of(Snapshots.in(disk, DIRECTORY).every(Duration.ofMillis(5))),
                            restart(),
                            List.of())
                    .start();
        }

        private Restart restart() {
            return switch (random.nextInt(3)) {
                case 0 -> Restart.none();
                case 1 -> Restart.fixedDelay(3, Duration.ZERO);
                default -> Restart.exponentialBackoff(2, Duration.ofMillis(1), Duration.ofMillis(9));
            };
        }

        private Pipeline pipeline() {
            Pipeline pipeline = Pipeline.create(JOB);
            SplittableRandom chance = random.split();
            pipeline.source("numbers", Sources.generate(index -> index).count(20))
                    .map(number -> {
                        if (chance.nextDouble() < failures) {
                            throw new IllegalStateException("on purpose");
                        }
                        return number;
                    })
                    .named("fragile")
                    .keyBy(number -> number % 3, Long.class)
                    .process("last", Last::new)
                    .to("out", new CountingSink(writersOpen));
            return pipeline;
        }

        void live() throws Exception {
            JobState before = job.state();
            while (!job.end().isDone()) {
                if (random.nextInt(30) == 0) {
                    interfere();
                    before = job.state();
                }
                if (!scheduler.step()) {
                    letTimePass();
                }
                JobState now = job.state();
                assertThat(REACHABLE.get(before)).as("from %s", before).contains(now);
                before = now;
            }
            settle();
            assertThat(job.end().join()).isEqualTo(job.state()).matches(JobState::isTerminal);
            if (job.state() != JobState.CANCELLED) {
                assertThat(job.failure() != null).as("failed").isEqualTo(job.state() == JobState.FAILED);
            }
            assertThat(snapshots).allMatch(CompletableFuture::isDone);
            assertThat(job.openUnits()).isEmpty();
            assertThat(writersOpen).hasValue(0);
            disk.plan(DiskFaults.none());
            DirectoryStore.open(disk, DIRECTORY).close();
        }

        private void interfere() {
            switch (random.nextInt(7)) {
                case 0 -> job.cancel();
                case 1 -> job.stop(StopMode.STOP);
                case 2 -> job.stop(StopMode.DRAIN);
                case 3 ->
                    disk.plan(
                            DiskFaults.random(random.nextLong()).with(DiskFault.FAILED_CALL, random.nextDouble() / 4));
                case 4 -> disk.plan(DiskFaults.none());
                default -> ask(random.nextBoolean() ? null : "named");
            }
        }

        private void ask(String name) {
            if (job.attempt().coordinator().isPresent()) {
                snapshots.add(job.snapshot(name));
            }
        }

        private void letTimePass() {
            long nanos = scheduler.nanosToDeadline();
            assertThat(nanos)
                    .as("%s waits for ever: %s", job.state(), job.openUnits())
                    .isNotEqualTo(Unit.NO_DEADLINE);
            clock.advance(Duration.ofNanos(Math.max(1, nanos)));
        }

        /** What belongs to no attempt ends too. */
        private void settle() {
            boolean more = true;
            while (more) {
                more = scheduler.step();
            }
        }
    }

    private static final class Last extends KeyedProcess<Long, Long, Long> {

        private final ValueState<Long> last = value("last", Long.class);

        @Override
        protected void process(Long event, KeyedContext<Long> context, Emitter<Long> out) {
            last.set(event);
            out.emit(event);
        }
    }

    private record CountingSink(AtomicInteger open) implements Sink<Long> {

        @Override
        public SinkWriter<Long> open(SinkContext context) {
            open.incrementAndGet();
            return new SinkWriter<>() {
                @Override
                public void write(Batch<Long> batch) {}

                @Override
                public void close() {
                    open.decrementAndGet();
                }
            };
        }
    }
}
