package io.millrace.state.table;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * What has been removed since the last complete snapshot, in the order of epochs: at a barrier the latest part is
 * closed, a complete snapshot takes the closed ones away, and an abandoned one leaves them where they are.
 *
 * <p>There is no end to removals, but it is not worth remembering more of them than there are entries: then all are
 * forgotten, and the next snapshot has to be whole.
 */
final class Tombstones<K> {
    /** So many are always remembered. */
    static final int FEWEST = 1_024;

    private final Epoch epoch;
    private final Deque<Part<K>> closed = new ArrayDeque<>();
    private Part<K> open = new Part<>();
    private long count;
    private long limit = FEWEST;

    /** The epoch of the latest removal that was not remembered: a whole snapshot from then on makes up for it. */
    private int forgottenIn;

    private boolean complete;

    private Deque<Part<K>> unwritten = new ArrayDeque<>();
    private int next;

    private static final class Part<K> {
        TableWriter<K>[] tables = newTables(16);
        long[] namespaces = new long[16];
        Object[] keys = new Object[16];
        Object[] elements = new Object[16];
        int count;

        void add(TableWriter<K> table, long namespace, K key, Object element) {
            if (count == keys.length) {
                tables = Arrays.copyOf(tables, count * 2);
                namespaces = Arrays.copyOf(namespaces, count * 2);
                keys = Arrays.copyOf(keys, count * 2);
                elements = Arrays.copyOf(elements, count * 2);
            }
            tables[count] = table;
            namespaces[count] = namespace;
            keys[count] = key;
            elements[count++] = element;
        }

        @SuppressWarnings("unchecked") // only keys are ever added
        void write(int index) {
            tables[index].writeRemoved(namespaces[index], (K) keys[index], elements[index]);
        }

        @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of a generic type cannot be created otherwise
        private static <K> TableWriter<K>[] newTables(int length) {
            return new TableWriter[length];
        }
    }

    /** Nothing is known of what was there before. */
    Tombstones(Epoch epoch) {
        this.epoch = epoch;
        this.forgottenIn = epoch.current();
    }

    /** Whether all removals since the last complete snapshot are here. */
    boolean areComplete() {
        return complete;
    }

    void add(TableWriter<K> table, long namespace, K key, Object element) {
        if (count >= limit) {
            forget();
        } else {
            open.add(table, namespace, key, element);
            count++;
        }
    }

    /** The barrier: what is removed from now on belongs to the next snapshot. */
    void begin(boolean whole) {
        if (open.count > 0) {
            closed.add(open);
            open = new Part<>();
        }
        unwritten = whole ? new ArrayDeque<>() : new ArrayDeque<>(closed);
        next = 0;
        epoch.recordRemovals(complete || whole);
    }

    /**
     * Writes the next one of those of the snapshot.
     *
     * @return false when there was none
     */
    boolean next() {
        while (!unwritten.isEmpty() && next == unwritten.peek().count) {
            unwritten.remove();
            next = 0;
        }
        if (unwritten.isEmpty()) {
            return false;
        }
        unwritten.peek().write(next++);
        return true;
    }

    /**
     * The snapshot is over.
     *
     * @param written the epoch of the snapshot, when it is complete and whole; 0 when it is complete; or else -1
     * @param entries how many entries there are, about
     */
    void end(int written, long entries) {
        unwritten = new ArrayDeque<>();
        if (written >= 0) {
            closed.clear();
            limit = Math.max(FEWEST, entries);
        }
        if (written > 0 && written >= forgottenIn) {
            complete = true;
        }
        if (!complete) {
            closed.clear();
            open = new Part<>();
        }
        count = open.count + closed.stream().mapToLong(part -> part.count).sum();
        epoch.recordRemovals(complete);
    }

    private void forget() {
        complete = false;
        forgottenIn = epoch.current();
        closed.clear();
        open = new Part<>();
        count = 0;
        epoch.recordRemovals(false);
    }
}
