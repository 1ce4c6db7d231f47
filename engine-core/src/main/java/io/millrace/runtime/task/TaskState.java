package io.millrace.runtime.task;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The life of a task. */
public enum TaskState {
    /** Not yet opened. */
    CREATED,
    /** Operators are open, and are given back what a snapshot has of them. */
    RESTORING,
    /** Takes input. */
    RUNNING,
    /** The end of the stream is on its way out; only what is owed remains. */
    DRAINING,
    /** Operators are closed; no step will follow. */
    CLOSED;

    private static final Map<TaskState, Set<TaskState>> NEXT = Map.of(
            CREATED, EnumSet.of(RESTORING, CLOSED),
            RESTORING, EnumSet.of(RUNNING, CLOSED),
            RUNNING, EnumSet.of(DRAINING, CLOSED),
            DRAINING, EnumSet.of(CLOSED),
            CLOSED, EnumSet.noneOf(TaskState.class));

    TaskState to(TaskState next) {
        if (!NEXT.get(this).contains(next)) {
            throw new IllegalStateException("a task cannot go from " + this + " to " + next);
        }
        return next;
    }
}
