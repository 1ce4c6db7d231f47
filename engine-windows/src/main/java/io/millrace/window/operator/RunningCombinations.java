package io.millrace.window.operator;

import io.millrace.operator.Aggregate;
import io.millrace.state.table.Cursor;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import io.millrace.time.EventTime;

/**
 * What the panes between two times make together, key by key: only keys that have any. The times advance in portions
 * that can be resumed. Derived from the panes, so not part of snapshots.
 */
final class RunningCombinations<K, T, A> {

    private static final int ENTRIES_PER_STEP = 4096;

    /** The namespace of a table that is not divided. */
    private static final long ALL = 0;

    private final WindowGrid grid;
    private final Panes<K, A> panes;
    private final Aggregate<? super T, A, ?> aggregate;
    private final Layout<A> layout;
    private final StateTable<K, Combination<T, A>> table;
    private Slice<K, Combination<T, A>> combinations;

    // the panes from the one time to the other are combined
    private long first = EventTime.NONE;
    private long last = EventTime.NONE;

    /** Where the walk over a pane has paused; null in between. */
    private Cursor<K, A> cursor;

    /** The key that is worked on. */
    private K key;

    private int stepsLeft;

    RunningCombinations(WindowGrid grid, Panes<K, A> panes, Aggregate<? super T, A, ?> aggregate, Layout<A> layout) {
        this.grid = grid;
        this.panes = panes;
        this.aggregate = aggregate;
        this.layout = layout;
        table = StateTable.create("running", panes.table().groups(), true);
        combinations = table.slice(ALL);
    }

    /** The panes from here on are combined. */
    long first() {
        return first;
    }

    /** The panes up to here are combined. */
    long last() {
        return last;
    }

    /** What is combined of a key, or null. */
    Combination<T, A> get(K itsKey, int hash) {
        return combinations.get(itsKey, hash);
    }

    /** Whether a pane is among those that are combined. */
    boolean holds(long paneStart, long paneLast) {
        return first <= paneStart && paneLast <= last;
    }

    /** A pane that is among those that are combined has taken in an event, its first of that key when it is new. */
    void update(
            K eventKey,
            int hash,
            long start,
            A accumulator,
            boolean isNew,
            Aggregate<? super T, A, ?> adding,
            T event,
            long timestamp)
            throws Exception {
        Combination<T, A> combination = combinations.get(eventKey, hash);
        if (combination == null) {
            combination = Combination.of(aggregate, layout);
            combinations.put(eventKey, hash, combination);
        }
        combination.update(start, accumulator, isNew, adding, event, timestamp);
    }

    /** Goes on to the panes between two times, of which neither goes back. Returns false when it has to be called again. */
    boolean moveTo(long newFirst, long newLast) throws Exception {
        return dropBefore(newFirst) && enterUpTo(newLast);
    }

    /** Takes panes before a time out. Returns false when it has to be called again. */
    boolean dropBefore(long newFirst) throws Exception {
        stepsLeft = ENTRIES_PER_STEP;
        if (newFirst > last && newFirst != first) {
            clear();
            first = newFirst;
            last = newFirst - 1;
        }
        for (Slice<K, A> pane = panes.from(first); Panes.isBefore(pane, newFirst); pane = panes.after(pane)) {
            if (!walk(pane, false)) {
                return false;
            }
            first = pane.namespace() + 1;
        }
        first = newFirst;
        return true;
    }

    private boolean enterUpTo(long newLast) throws Exception {
        Slice<K, A> pane = panes.from(Math.max(first, last + 1));
        for (; Panes.isUpTo(pane, newLast); pane = panes.after(pane)) {
            if (!walk(pane, true)) {
                return false;
            }
            last = grid.lastOf(pane.namespace());
        }
        last = newLast;
        return true;
    }

    /** Takes all panes out. */
    void clear() {
        if (combinations.size() > 0) {
            table.drop(ALL);
            combinations = table.slice(ALL);
        }
    }

    private boolean walk(Slice<K, A> pane, boolean enters) throws Exception {
        if (cursor == null) {
            cursor = pane.cursor();
        }
        while (stepsLeft-- > 0) {
            if (!cursor.next()) {
                cursor = null;
                return true;
            }
            key = cursor.key();
            if (enters) {
                enter(key, cursor.hash(), pane.namespace(), cursor.peek());
            } else {
                leave(key, cursor.hash(), cursor.peek());
            }
        }
        return false;
    }

    private void enter(K enteringKey, int hash, long start, A accumulator) throws Exception {
        Combination<T, A> combination = combinations.get(enteringKey, hash);
        if (combination == null) {
            combination = Combination.of(aggregate, layout);
            combinations.put(enteringKey, hash, combination);
        }
        combination.addLast(start, accumulator);
    }

    private void leave(K leavingKey, int hash, A accumulator) throws Exception {
        Combination<T, A> combination = combinations.get(leavingKey, hash);
        if (combination.size() == 1) {
            combinations.remove(leavingKey, hash);
        } else {
            combination.removeFirst(accumulator);
        }
    }

    /** A walk over the keys and their combinations. */
    Cursor<K, Combination<T, A>> cursor() {
        return combinations.cursor();
    }

    /** The key that was worked on when an error occurred. */
    K key() {
        return key;
    }
}
