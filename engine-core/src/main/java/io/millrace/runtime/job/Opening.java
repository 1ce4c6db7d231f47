package io.millrace.runtime.job;

import io.millrace.runtime.JobControl.Phase;
import java.lang.System.Logger;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What has not opened yet of an attempt; nothing flows before all has. Thread-safe. */
final class Opening {

    private static final Logger LOG = System.getLogger("io.millrace.runtime");

    private final Map<Phase, Set<String>> shut = new EnumMap<>(Phase.class);
    private final Runnable whenOpen;
    private volatile Phase phase = Phase.TASKS;

    /** Whoever opens last calls it, before anybody sees that all is open. */
    Opening(Runnable whenOpen) {
        this.whenOpen = whenOpen;
        for (Phase each : Phase.values()) {
            shut.put(each, ConcurrentHashMap.newKeySet());
        }
    }

    /** What opens in a phase; told before the first unit takes a step. */
    void expect(Phase opensIn, String part) {
        shut.get(opensIn).add(part);
    }

    /** A part has opened; telling so again does nothing. Returns whether the next phase begins. */
    synchronized boolean opened(String part) {
        if (shut.values().stream().noneMatch(parts -> parts.remove(part))) {
            return false;
        }
        LOG.log(Logger.Level.DEBUG, "{0} has opened", part);
        Phase before = phase;
        while (!phase.isOpen() && shut.get(phase).isEmpty()) {
            Phase next = phase.next();
            if (next.isOpen()) {
                whenOpen.run();
            }
            phase = next;
        }
        return phase != before;
    }

    Phase phase() {
        return phase;
    }

    /** What has not opened yet, for people. */
    List<String> stillShut() {
        return shut.values().stream().flatMap(Set::stream).sorted().toList();
    }
}
