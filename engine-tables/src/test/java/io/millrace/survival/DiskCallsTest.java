package io.millrace.survival;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.snapshot.Restart;
import io.millrace.state.testing.DiskFault;
import io.millrace.state.testing.DiskFaults;
import io.millrace.testing.Simulation;
import io.millrace.testing.SimulationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Disturbs the n-th call of a job to its disk, for every n, and then the m-th call of what goes on, for some m; in every
 * way and for every m with {@code -Dmillrace.disk.stride=1}.
 */
class DiskCallsTest {

    private static final int STRIDE = Integer.getInteger("millrace.disk.stride", 251);
    private static final List<DiskFault> FAULTS = List.of(
            DiskFault.CRASH,
            DiskFault.FAILED_CALL,
            DiskFault.FAILED_AFTER_EFFECT,
            DiskFault.TORN_WRITE,
            DiskFault.FLIPPED_BIT);
    private static final int STEPS_PER_MILLI = 12;
    private static final int MOST_STARTS = 20;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    @Timeout(value = 24, unit = TimeUnit.HOURS)
    void shouldWriteEachResultOnceWhenAnyCallIsDisturbedAndThenAnyOther(FixedJob job) throws Exception {
        Path input = Files.write(
                directory.resolve("numbers"),
                LongStream.range(0, FixedJob.EVENTS).mapToObj(Long::toString).toList());
        long calls = run(job, input, DiskFaults.none());
        assertThat(calls).isGreaterThan(100);
        for (long first = 1; first <= calls; first++) {
            for (DiskFault fault : faultsAt(first)) {
                DiskFaults once = DiskFaults.random(first).at(first, fault);
                long callsOfAll = run(job, input, once);
                for (long second = first + 1 + first % STRIDE; second <= callsOfAll; second += STRIDE) {
                    run(job, input, once.at(second, FAULTS.get((int) (second % FAULTS.size()))));
                }
            }
        }
    }

    private static List<DiskFault> faultsAt(long call) {
        return STRIDE == 1 ? FAULTS : List.of(FAULTS.get((int) (call % FAULTS.size())));
    }

    /** Returns how many calls there were. */
    static long run(FixedJob job, Path input, DiskFaults faults) throws Exception {
        try {
            Simulation simulation = setUp(Simulation.of(job.pipeline(input)).seed(7));
            simulation.disk().makeDirectory(FixedJob.OUT.getParent());
            simulation.disk().forceAll();
            simulation.disk().plan(faults);
            Simulation ended = toTheEnd(simulation, job, input);
            long calls = ended.disk().calls();
            check(job, ended);
            return calls;
        } catch (Throwable e) {
            throw new AssertionError(job + " with " + faults.script() + ": " + e, e);
        }
    }

    private static Simulation setUp(Simulation simulation) {
        return simulation
                .parallelism(2)
                .batchSize(3)
                .edgeCapacity(2)
                .restart(Restart.fixedDelay(2, Duration.ZERO))
                .snapshots(Duration.ofMillis(1));
    }

    private static Simulation toTheEnd(Simulation simulation, FixedJob job, Path input) {
        Simulation current = simulation;
        Exception last = null;
        for (int start = 0; start < MOST_STARTS; start++) {
            try {
                while (!current.steps(STEPS_PER_MILLI).state().isTerminal()) {
                    current.clock().advance(Duration.ofMillis(1));
                }
                return current;
            } catch (SimulationException | IllegalStateException e) {
                assertThat(current.disk().faults()).as("what explains " + e).isNotEmpty();
                last = e;
                if (!goesOn(current)) {
                    current = setUp(current.next(job.pipeline(input)));
                }
            }
        }
        throw new AssertionError("does not end: " + current, last);
    }

    /** A job that has failed closes; one that could not start is tried once more. */
    private static boolean goesOn(Simulation simulation) {
        try {
            simulation.settle();
            return true;
        } catch (SimulationException | IllegalStateException e) {
            return false;
        }
    }

    private static void check(FixedJob job, Simulation simulation) throws IOException {
        String text = new String(simulation.disk().content(FixedJob.OUT), StandardCharsets.UTF_8);
        assertThat(text.lines()).containsExactlyInAnyOrderElementsOf(job.expected());
        assertThat(simulation.output("out").stream().map(Object::toString))
                .containsExactlyInAnyOrderElementsOf(job.expected());
    }
}
