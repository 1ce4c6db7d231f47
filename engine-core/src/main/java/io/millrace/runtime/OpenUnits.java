package io.millrace.runtime;

import java.lang.System.Logger;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The units of an attempt that its end waits for: all that have not closed, but for those that it has been said of that
 * they are not waited for, because a function that they run does not return. Thread-safe.
 */
final class OpenUnits {

    private static final Logger LOG = System.getLogger("io.millrace.runtime");

    private final Set<Unit> open = ConcurrentHashMap.newKeySet();

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
     * Waits no more for those that are in a function which does not return. One that writes snapshots is waited for, since
     * two that do so in one place would damage them.
     *
     * @return whether none is waited for any more
     */
    boolean giveUpStuck(String job, Scheduler scheduler) {
        Set<Unit> stuck = scheduler.setAside(Set.copyOf(open));
        for (Unit unit : stuck) {
            boolean waits = !unit.mayOutliveItsAttempt();
            LOG.log(
                    Logger.Level.WARNING,
                    "job {0}: a function does not return, and {1}: {2}{3}",
                    job,
                    waits ? "the job cannot start again before it does" : "the job starts again without waiting for it",
                    unit,
                    scheduler.whereabouts(unit));
            if (!waits) {
                open.remove(unit);
            }
        }
        return !stuck.isEmpty() && open.isEmpty();
    }
}
