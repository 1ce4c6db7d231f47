package io.millrace.state.table;

/**
 * Writes entries, and what is in them. What has been written is known by the mark of each, never by where the walk is:
 * so it does not matter where an entry moves, nor how often it is passed.
 */
final class EntriesWalk<K, V> implements SnapshotWalk {
    private final KeyedEntries<K, V> entries;
    private final Epoch epoch;
    private final Cursor<K, V> cursor;

    /** Known beforehand: to look at a value that is not written costs a cache miss. */
    private final Collected<V> collected;

    private SnapshotWalk inner;

    EntriesWalk(KeyedEntries<K, V> entries) {
        this.entries = entries;
        this.epoch = entries.epochs();
        this.cursor = entries.cursor();
        this.collected = entries.collected();
    }

    @Override
    public boolean next() {
        if (inner != null) {
            if (inner.next()) {
                return true;
            }
            inner = null;
        }
        if (!cursor.next()) {
            return false;
        }
        if (epoch.isUnwritten(cursor.mark())) {
            inner = collected != null ? collected.walk(cursor.peek()) : null;
            if (inner == null && epoch.isNeeded(cursor.mark())) {
                entries.write(cursor.key(), cursor.peek());
                cursor.mark(epoch.written());
            }
        }
        return true;
    }
}
