package io.millrace.view;

import io.millrace.state.KeyedState;
import io.millrace.state.serde.Serde;
import io.millrace.state.table.Cursor;
import io.millrace.state.table.GroupProgress;
import io.millrace.state.table.Slice;
import io.millrace.state.table.TimedRows;
import io.millrace.time.EventTime;
import io.millrace.view.Cell.Due;
import java.util.Queue;

/**
 * The rows of a view's keys in state: of each key the version that is shown, and those to come. A deleted row is marked, since what it takes the place of may still be shown; a first row that others
 * have been cut off from is marked, too, since it holds for any earlier time.
 */
final class KeptRows<K, V> {

    private static final int DELETED = 1;
    private static final int FIRST = 2;

    private final Slice<K, TimedRows<V>> table;
    private final GroupProgress progress;
    private final TimedRows.Position<V> at = new TimedRows.Position<>();
    private final boolean written;
    private Cursor<K, TimedRows<V>> refilling;

    /** @param written whether there are snapshots; else nothing is kept */
    KeptRows(KeyedState<K> keyed, Serde<V> serde, boolean written) {
        this.written = written;
        table = keyed.<V>timedRows("rows", serde).slice(0);
        progress = keyed.eventTime();
    }

    /** How far event time had come by the snapshot that the job goes on from. */
    long reached() {
        return progress.common();
    }

    /** How far the key group had come that was ahead of all others. */
    long highest() {
        return progress.highest();
    }

    /** Whether there is anything to be put into the view. */
    boolean beginRefill() {
        if (table.size() > 0) {
            refilling = table.cursor();
        }
        return isRefilling();
    }

    boolean isRefilling() {
        return refilling != null;
    }

    /** Goes to the next key; returns false behind the last one. */
    boolean nextToRefill() {
        if (refilling.next()) {
            return true;
        }
        refilling = null;
        return false;
    }

    K refillKey() {
        return refilling.key();
    }

    int refillHash() {
        return refilling.hash();
    }

    /**
     * Adds to a cell all versions that there are; returns whether there are any.
     *
     * @param due where those go that have others to take the place of, and what is shown only later
     */
    boolean read(Cell<K, V> cell, Queue<Due<K, V>> due, long from) {
        TimedRows<V> rows = table.peek(cell.key, cell.hash);
        if (rows == null) {
            return false;
        }
        for (rows.toFirst(at); !at.isEnd(); at.next()) {
            boolean isDeleted = (at.tag() & DELETED) != 0;
            long time = (at.tag() & FIRST) != 0 ? EventTime.NONE : at.time();
            if (!cell.isEmpty() || isDeleted || time > from) {
                due.add(new Due<>(time, cell));
            }
            cell.add(time, isDeleted ? null : at.value());
        }
        return true;
    }

    /**
     * Writes a version.
     *
     * @param later whether it is later than all that there are; else it takes the place of the last one
     * @param row the row, or null when the key has none any more
     * @param before the row before, which is written in place of that
     */
    void write(K key, int hash, boolean later, long time, V row, V before) {
        if (!written) {
            return;
        }
        TimedRows<V> rows = table.getOrAdd(key, hash);
        int tag = row == null ? DELETED : 0;
        V value = row == null ? before : row;
        if (later) {
            rows.add(time, tag, value);
        } else {
            rows.seekLatest(at, Long.MAX_VALUE);
            at.value(value);
            if (at.tag() != ((at.tag() & FIRST) | tag)) {
                at.tag((at.tag() & FIRST) | tag);
            }
        }
    }

    /** Of what is as of a time or before, the last version stays. */
    void cut(K key, int hash, long time) {
        TimedRows<V> rows = written ? table.get(key, hash) : null;
        if (rows == null || rows.size() == 1) {
            return;
        }
        rows.seekLatest(at, time);
        if (!at.isEnd()) {
            rows.dropBefore(at);
            rows.toFirst(at);
            if ((at.tag() & FIRST) == 0) {
                at.tag(at.tag() | FIRST);
            }
        }
    }

    void remove(K key, int hash) {
        if (written) {
            table.remove(key, hash);
        }
    }
}
