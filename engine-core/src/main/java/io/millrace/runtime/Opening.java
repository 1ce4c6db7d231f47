package io.millrace.runtime;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What has to open before an attempt flows: the recovery of what sinks have committed, tasks, which have their state
 * then, and the readers of sources. Thread-safe.
 */
final class Opening {

    private final Set<String> shut = ConcurrentHashMap.newKeySet();
    private final Runnable whenOpen;
    private volatile boolean open;

    /** The last to open calls it, before anybody sees that all is open. */
    Opening(Runnable whenOpen) {
        this.whenOpen = whenOpen;
    }

    /** Before the first unit takes a step. */
    void expect(String part) {
        shut.add(part);
    }

    /** A part has opened; telling so again does nothing. Returns whether it was the last. */
    synchronized boolean opened(String part) {
        if (shut.remove(part) && shut.isEmpty()) {
            whenOpen.run();
            open = true;
            return true;
        }
        return false;
    }

    boolean isOpen() {
        return open;
    }

    List<String> stillShut() {
        return shut.stream().sorted().toList();
    }
}
