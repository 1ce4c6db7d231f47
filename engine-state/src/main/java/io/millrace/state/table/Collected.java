package io.millrace.state.table;

/** Values of a table that are written element by element: lists and maps. */
final class Collected {
    private Collected() {}

    /** The walk over the elements of a value, or null when it has none but is written as a whole. */
    static SnapshotWalk walk(Object value) {
        if (value instanceof ElementMap<?, ?> map) {
            return new EntriesWalk<>(map);
        }
        return value instanceof ElementList<?> list ? list.walk() : null;
    }

    /** As {@link #walk}, over what the elements are now: the table is about to forget the value. */
    static SnapshotWalk frozenWalk(Object value) {
        if (value instanceof ElementMap<?, ?> map) {
            return new EntriesWalk<>(map.frozen());
        }
        return value instanceof ElementList<?> list ? list.walk() : null;
    }

    /**
     * Removes from a value what was put before the current epoch, without a trace.
     *
     * @param mark of the value's entry
     * @return whether nothing is left
     */
    static boolean discardOlder(Object value, int mark, Epoch epoch) {
        if (value instanceof ElementMap<?, ?> map) {
            return map.discardOlder();
        }
        int latest = value instanceof ElementList<?> list ? list.mark() : mark;
        return Epoch.epochOf(latest) < epoch.current();
    }
}
