package io.millrace.survival;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.job.JobState;
import io.millrace.snapshot.Restart;
import io.millrace.source.Sources;
import io.millrace.state.testing.DiskFault;
import io.millrace.state.testing.DiskFaults;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.testing.SimulationException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A two-phase commit on a system that keeps what is prepared, whose client dies or fails at every step and every call. */
class TwoPhaseSinkTest {

    private static final int EVENTS = 30;
    private static final int MOST_FAILURES = 100;

    /** What has become of one job, over all its processes. */
    private static final class Story {

        private final Vault vault = new Vault();
        private final Mishaps mishaps = new Mishaps(new Tally());
        private final SplittableRandom random;
        private Simulation simulation;
        private boolean hasEnded;
        private int failures;

        Story(long seed) {
            random = new SplittableRandom(seed);
            simulation = setUp(Simulation.of(pipeline()).seed(seed));
        }

        private Pipeline pipeline() {
            Pipeline pipeline = Pipeline.create("two phases");
            pipeline.serde(Vault.Ticket.class, new Vault.TicketSerde());
            pipeline.source("numbers", Sources.generate(index -> index).count(EVENTS))
                    .rebalance()
                    .map(number -> number)
                    .parallelism(1 + random.nextInt(4))
                    .to("vault", new VaultSink(vault, mishaps));
            return pipeline;
        }

        private Simulation setUp(Simulation fresh) {
            Restart restart = random.nextBoolean() ? Restart.none() : Restart.fixedDelay(2, Duration.ZERO);
            return fresh.parallelism(2)
                    .batchSize(2)
                    .edgeCapacity(2)
                    .restart(restart)
                    .snapshots(Duration.ofMillis(1));
        }

        /** Runs so many steps; a job that has failed is started again by another process, with other writers. */
        Story steps(long steps) {
            for (long left = steps; left > 0 && !hasEnded; left--) {
                boolean timePasses = left % 10 == 0;
                attempt(() -> {
                    simulation.steps(1);
                    if (timePasses) {
                        simulation.clock().advance(Duration.ofMillis(1));
                    }
                    hasEnded = simulation.state() == JobState.FINISHED;
                });
            }
            return this;
        }

        private void attempt(Runnable doing) {
            try {
                doing.run();
            } catch (SimulationException | IllegalStateException e) {
                boolean explained =
                        Mishaps.explain(e) || !simulation.disk().faults().isEmpty();
                if (!explained || ++failures > MOST_FAILURES) {
                    throw e;
                }
                goOnUnlessItDoes();
            }
        }

        private void goOnUnlessItDoes() {
            try {
                simulation.settle();
            } catch (SimulationException | IllegalStateException e) {
                simulation.disk().kill();
                simulation = setUp(simulation.next(pipeline()));
            }
        }

        Story crash() {
            attempt(simulation::crashAndRestore);
            return this;
        }

        void toTheEnd() {
            steps(Long.MAX_VALUE);
            assertThat(vault.wrong()).isEmpty();
            assertThat(mishaps.wrong()).isEmpty();
            assertThat(vault.visible())
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(0, EVENTS).boxed().toList());
            assertThat(vault.undecided()).isEmpty();
        }
    }

    private static void tell(String what, Runnable story) {
        try {
            story.run();
        } catch (Throwable e) {
            throw new AssertionError(what + ": " + e, e);
        }
    }

    @Test
    void shouldCommitEachResultOnceWhenTheProcessDiesAtAnyStep() {
        Seeds.check(2, seed -> {
            for (int steps = 0; !new Story(seed).steps(steps).hasEnded; steps++) {
                int first = steps;
                tell("seed " + seed + ", after step " + first, () -> {
                    Story story = new Story(seed).steps(first).crash();
                    story.steps(first * 7L % 41).crash().toTheEnd();
                });
            }
        });
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.MATCH_ANY,
            names = {"SINK_.*", "COMMIT.*", "RECOVER.*", "SNAPSHOT_TOLD"})
    void shouldCommitEachResultOnceWhenAnyCallFails(Hook hook) {
        if (hook == Hook.SINK_FLUSH) {
            return; // of sinks that take no part in snapshots
        }
        Seeds.check(3, seed -> {
            for (int call = 1; call < 40; call += 1 + call / 6) {
                int failing = call;
                tell("seed " + seed + ", " + hook + " at call " + call, () -> {
                    Story story = new Story(seed);
                    story.mishaps.arm(hook, failing);
                    story.steps(40 + failing * 5L);
                    // What fails only when something has failed before.
                    story.mishaps.arm(Hook.SINK_WRITE, 3);
                    story.steps(20).crash().toTheEnd();
                });
            }
        });
    }

    @Test
    void shouldCommitEachResultOnceWhenAnyCallToTheDiskIsTheLast() {
        for (DiskFault fault : List.of(DiskFault.CRASH, DiskFault.FAILED_CALL, DiskFault.FAILED_AFTER_EFFECT)) {
            Story undisturbed = new Story(1);
            undisturbed.toTheEnd();
            for (long call = 1; call <= undisturbed.simulation.disk().calls(); call++) {
                long disturbed = call;
                tell(fault + " at call " + call, () -> {
                    Story story = new Story(1);
                    story.simulation
                            .disk()
                            .plan(DiskFaults.random(1).at(disturbed, fault).at(disturbed + 37, DiskFault.CRASH));
                    story.toTheEnd();
                });
            }
        }
    }
}
