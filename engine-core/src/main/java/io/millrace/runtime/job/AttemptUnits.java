package io.millrace.runtime.job;

import io.millrace.runtime.schedule.Scheduler;
import io.millrace.runtime.schedule.Unit;
import java.lang.System.Logger;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The units of an attempt, and those of them that its end waits for: all that have not closed, but for those that it has
 * been said of that they are not waited for, because a function that they run does not return. Thread-safe.
 */
final class AttemptUnits {

    private static final Logger LOG = System.getLogger("io.millrace.runtime");

    private final String job;
    private final Scheduler scheduler;
    private final Set<Unit> awaited = ConcurrentHashMap.newKeySet();
    private final Set<Unit> told = ConcurrentHashMap.newKeySet();
    private final Set<Unit> closing = new HashSet<>();
    private volatile List<Unit> all = List.of();

    AttemptUnits(String job, Scheduler scheduler) {
        this.job = job;
        this.scheduler = scheduler;
    }

    void start(List<Unit> units) {
        all = List.copyOf(units);
        awaited.addAll(all);
        scheduler.start(all);
    }

    void wake() {
        all.forEach(Unit::wake);
    }

    /** Gets those out of a function that may be in one which blocks. */
    void interrupt() {
        all.stream().filter(Unit::isInterruptible).forEach(this::interrupt);
    }

    /** Gets a unit out of a function that blocks, unless it closes already. */
    void interrupt(Unit unit) {
        synchronized (closing) {
            if (!closing.contains(unit)) {
                scheduler.interrupt(unit);
            }
        }
    }

    /** Called by a unit that is about to close, on its thread. */
    void closing(Unit unit) {
        synchronized (closing) {
            closing.add(unit);
        }
        if (unit.needsOwnThread()) {
            Thread.interrupted();
        }
    }

    /** A unit has closed; returns whether it was waited for, and none is any more. */
    boolean closed(Unit unit) {
        LOG.log(Logger.Level.DEBUG, "{0}: closed {1}", job, unit);
        return awaited.remove(unit) && awaited.isEmpty();
    }

    /** What has not closed yet, and where its thread is, for people. */
    List<String> open() {
        return all.stream().filter(unit -> !unit.isDone()).map(this::whereIs).toList();
    }

    private String whereIs(Unit unit) {
        return unit + unit.doing() + scheduler.whereabouts(unit);
    }

    /**
     * Has those that are in a function which does not return keep nobody else from running, and says which they are, once.
     *
     * @param restarts whether the job starts again
     * @return those of this attempt
     */
    Set<Unit> setAside(boolean restarts) {
        Set<Unit> stuck = scheduler.setAside(Set.copyOf(awaited));
        for (Unit unit : stuck) {
            if (!unit.isDone() && told.add(unit)) {
                LOG.log(Logger.Level.WARNING, "job " + job + ": " + trouble(unit, restarts) + ": " + whereIs(unit));
            }
        }
        return stuck.stream().filter(awaited::contains).collect(Collectors.toSet());
    }

    private String trouble(Unit unit, boolean restarts) {
        if (!awaited.contains(unit)) {
            return "a function of another job does not return, and gets a thread of its own, so that this one can close";
        }
        if (restarts && unit.mayOutliveItsAttempt()) {
            return "a function does not return, and the job starts again without waiting for it";
        }
        return "a function does not return, and the job cannot " + (restarts ? "start again" : "end")
                + " before it does; other tasks of its worker go on, on another thread";
    }

    /** Those whose function has called {@code System.exit}, for people. */
    List<String> exiting() {
        return scheduler.exiting().stream()
                .filter(all::contains)
                .map(unit -> unit + unit.doing())
                .toList();
    }

    /** Waits no more for those whose function has called {@code System.exit}; returns whether none is waited for now. */
    boolean leaveExiting() {
        return leave(scheduler.exiting());
    }

    /** Waits for some no more; returns whether none is waited for any more because of that. */
    boolean leave(Set<Unit> left) {
        return awaited.removeAll(left) && awaited.isEmpty();
    }

    /** Whether only these are waited for. */
    boolean areAllIn(Set<Unit> units) {
        return units.containsAll(awaited);
    }
}
