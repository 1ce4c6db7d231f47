package io.millrace.runtime.schedule;

import io.millrace.state.store.Disk;
import io.millrace.state.store.FileDisk;
import io.millrace.state.time.Times;
import io.millrace.time.Clock;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Who runs units: threads, or a simulation. */
public interface Scheduler {

    /** Takes units of one job over, and runs each until it is done. */
    void start(List<Unit> units);

    /** Interrupts whatever a unit with a thread of its own is blocked in. */
    void interrupt(Unit unit);

    /**
     * Finds the units that are in a step which does not end, and has all others be run without waiting for that. Those
     * that are found go on by themselves when their step ends at last.
     *
     * @param units of a job that is torn down, and that have had time to close
     * @return those whose step has not ended, and those of other jobs that keep some of them from having their turn
     */
    default Set<Unit> setAside(Set<Unit> units) {
        return Set.of();
    }

    /**
     * Finds the units, of whatever job, whose step has called {@code System.exit} and so does not end, and has all others
     * be run without waiting for that.
     */
    default Set<Unit> exiting() {
        return Set.of();
    }

    /** Where the thread of a unit is, for people; empty when that is not known. */
    String whereabouts(Unit unit);

    /** Where the thread of a unit is that is in a step of it; empty when it is in none, or that is not known. */
    default StackTraceElement[] stackOf(Unit unit) {
        return new StackTraceElement[0];
    }

    Clock clock();

    /** How many threads the units share, for people. */
    default int workers() {
        return 1;
    }

    /** Where jobs say what becomes of them. */
    default Logger log() {
        return LogAtShutdown.of("io.millrace.job");
    }

    /** The disk that jobs write to. */
    default Disk disk() {
        return FileDisk.INSTANCE;
    }

    /**
     * Threads for what an operator does that blocks.
     *
     * @param name whose they are
     * @param most how many there may be
     */
    default Executor helpers(String name, int most) {
        return HelperThreads.of(name, most, HelperThreads.daemons());
    }

    /** Whether the calling thread runs units. */
    boolean onEngineThread();

    /** Has something done after a while, by no thread that runs units. */
    default void after(Duration delay, Runnable action) {
        CompletableFuture.delayedExecutor(Times.nanos(delay), TimeUnit.NANOSECONDS, Runnable::run)
                .execute(action);
    }
}
