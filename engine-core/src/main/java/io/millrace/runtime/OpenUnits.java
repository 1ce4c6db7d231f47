package io.millrace.runtime;

import java.lang.System.Logger;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The units of an attempt that its end waits for: all that have not closed, but for those that it has been said of that
 * they are not waited for, because a function that they run does not return. Thread-safe.
 */
final class OpenUnits {

    private static final Logger LOG = System.getLogger("io.millrace.runtime");

    private final Set<Unit> open = ConcurrentHashMap.newKeySet();
    private final Set<Unit> told = ConcurrentHashMap.newKeySet();

    void add(List<Unit> units) {
        open.addAll(units);
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** A unit has closed; returns whether it was waited for, and none is any more. */
    boolean closed(Unit unit) {
        return open.remove(unit) && open.isEmpty();
    }

    /**
     * Has those that are in a function which does not return keep nobody else from running, and says which they are, once.
     *
     * @param restarts whether the job starts again
     * @return those of this attempt
     */
    Set<Unit> setAside(String job, boolean restarts, Scheduler scheduler) {
        Set<Unit> stuck = scheduler.setAside(Set.copyOf(open));
        for (Unit unit : stuck) {
            if (!unit.isDone() && told.add(unit)) {
                LOG.log(
                        Logger.Level.WARNING,
                        "job " + job + ": " + trouble(unit, restarts) + ": " + unit + unit.doing()
                                + scheduler.whereabouts(unit));
            }
        }
        return stuck.stream().filter(open::contains).collect(Collectors.toSet());
    }

    private String trouble(Unit unit, boolean restarts) {
        if (!open.contains(unit)) {
            return "a function of another job does not return, and gets a thread of its own, so that this one can close";
        }
        if (restarts && unit.mayOutliveItsAttempt()) {
            return "a function does not return, and the job starts again without waiting for it";
        }
        return "a function does not return, and the job cannot " + (restarts ? "start again" : "end")
                + " before it does; other tasks of its worker go on, on another thread";
    }

    /** Waits for some no more; returns whether none is waited for any more because of that. */
    boolean leave(Set<Unit> left) {
        return open.removeAll(left) && open.isEmpty();
    }

    /** Whether only these are waited for. */
    boolean areAllIn(Set<Unit> units) {
        return units.containsAll(open);
    }
}
