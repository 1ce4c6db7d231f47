package io.millrace.state.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.testing.DiskFault;
import io.millrace.state.testing.DiskFaults;
import io.millrace.state.testing.SimulatedCrash;
import io.millrace.state.testing.SimulatedDisk;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The disk fails, or the machine stops, at every single call. */
class DirectoryStoreCrashTest {
    private static final int SNAPSHOTS = 6;
    private static final int SEEDS = Integer.getInteger("millrace.seeds", 100);

    /** Every so many calls of a recovery it is stopped too; 1 takes a minute. */
    private static final int STEP = Integer.getInteger("millrace.step", 17);

    @Test
    void shouldGoOnWhenAnyOneCallFailsAndTheMachineStopsSomeCallsLater() throws IOException {
        long calls = calls();
        for (long call = 1; call <= calls; call++) {
            for (long crash = call + 1 + call % STEP; crash < call + 50; crash += STEP) {
                for (DiskFault fault : new DiskFault[] {DiskFault.FAILED_CALL, DiskFault.FAILED_AFTER_EFFECT}) {
                    DiskFaults faults = DiskFaults.none().at(call, fault).at(crash, DiskFault.CRASH);
                    Random random = new Random(1_000 * call + crash);
                    check(faults.toString(), run -> {
                        run.stopsWith(faults, SNAPSHOTS);
                        run.restart(random);
                    });
                }
            }
        }
    }

    @Test
    void shouldRecoverWhenTheMachineStopsAtAnyCallAndAgainDuringTheRecovery() throws IOException {
        long calls = calls();
        for (long first = 1; first <= calls; first++) {
            boolean[] stopsAgain = {true};
            for (long second = 1 + first % STEP; stopsAgain[0]; second += STEP) {
                DiskFaults stop = DiskFaults.crashAfterCall(first);
                DiskFaults again = DiskFaults.crashAfterCall(second);
                Random random = new Random(1_000 * first + second);
                check("when it stopped at call " + first + " and again at " + second, run -> {
                    assertThat(run.stopsWith(stop, SNAPSHOTS)).isTrue();
                    run.restart(random);
                    stopsAgain[0] = run.stopsWith(again, 2);
                    run.restart(random);
                });
            }
        }
    }

    @Test
    void shouldRecoverWhenAllKindsOfFaultsStrikeByChance() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            check("with seed " + seed, run -> {
                for (int life = 0; life < 4; life++) {
                    run.stopsWith(manyFaults(random.nextLong()), 1 + random.nextInt(SNAPSHOTS));
                    run.restart(random);
                }
            });
        }
    }

    private static DiskFaults manyFaults(long seed) {
        return DiskFaults.random(seed)
                .with(DiskFault.FAILED_CALL, 0.005)
                .with(DiskFault.FAILED_AFTER_EFFECT, 0.005)
                .with(DiskFault.FAILED_WRITE, 0.02)
                .with(DiskFault.TORN_WRITE, 0.02)
                .with(DiskFault.FAILED_FORCE, 0.02)
                .with(DiskFault.FAILED_MOVE, 0.02)
                .with(DiskFault.FAILED_AFTER_MOVE, 0.05)
                .with(DiskFault.CRASH, 0.01)
                .capacity(seed % 2 == 0 ? 1_000 : Long.MAX_VALUE);
    }

    private static long calls() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        new SnapshotTaker(disk).run(SNAPSHOTS);
        return disk.calls();
    }

    private static void check(String where, Lives lives) {
        Run run = new Run();
        try {
            lives.happen(run);
            run.taker.checkAllIsWell();
        } catch (IOException | AssertionError e) {
            throw new AssertionError(where + ": " + e, e);
        }
    }

    private interface Lives {
        void happen(Run run) throws IOException;
    }

    private static final class Run {
        private final SimulatedDisk disk = new SimulatedDisk();
        private final SnapshotTaker taker = new SnapshotTaker(disk);

        /** Whether the machine has stopped. */
        private boolean stopsWith(DiskFaults faults, int snapshots) {
            disk.plan(faults);
            try {
                taker.run(snapshots);
                return false;
            } catch (SimulatedCrash e) {
                return true;
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("simulated");
                return false;
            }
        }

        /** Now and then nothing is lost, as when only the process dies. */
        private void restart(Random random) {
            if (random.nextInt(4) == 0) {
                disk.kill();
            } else {
                disk.crash(random);
            }
            disk.plan(DiskFaults.none());
        }
    }
}
