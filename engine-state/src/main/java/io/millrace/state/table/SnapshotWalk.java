package io.millrace.state.table;

/** Writes what a snapshot needs, entry by entry, while the entries change. */
interface SnapshotWalk {
    /**
     * Looks at the next entry and writes it when the snapshot in flight needs it.
     *
     * @return false when there was none
     */
    boolean next();
}
