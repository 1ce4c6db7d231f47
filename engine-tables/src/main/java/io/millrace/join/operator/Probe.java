package io.millrace.join.operator;

import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import io.millrace.state.table.TimedRows;
import io.millrace.state.table.TimedSides;

/** Goes through the rows of one side that a row of the other meets, pane by pane. Between two steps no row may come or go. */
final class Probe<K> {

    private final StateTable<K, TimedSides<Object, Object>> table;
    private final TimedRows.Position<Object> at = new TimedRows.Position<>();
    private JoinSide<K> side;
    private K key;
    private int hash;
    private long from;
    private long to;
    private long lastPane;
    private long ownPane;
    private Slice<K, TimedSides<Object, Object>> slice;

    /** What there is of the key in the pane that the row itself goes to, as far as that has been seen. */
    private TimedSides<Object, Object> own;

    Probe(StateTable<K, TimedSides<Object, Object>> table) {
        this.table = table;
    }

    /**
     * Begins.
     *
     * @param itsSide of the rows to be found
     * @param ofPane the pane of the row that they meet
     */
    void begin(
            JoinSide<K> itsSide,
            K itsKey,
            int itsHash,
            long first,
            long last,
            long firstPane,
            long last2,
            long ofPane) {
        side = itsSide;
        key = itsKey;
        hash = itsHash;
        from = first;
        to = last;
        lastPane = last2;
        ownPane = ofPane;
        own = null;
        at.clear();
        slice = table.sliceFrom(firstPane);
        enter();
    }

    /** Goes to the first row of this pane or one behind it. */
    private void enter() {
        for (; slice != null && slice.namespace() <= lastPane; slice = table.sliceAfter(slice.namespace())) {
            TimedSides<Object, Object> cell = slice.peek(key, hash);
            if (slice.namespace() == ownPane) {
                own = cell;
            }
            if (cell != null && side.has(cell)) {
                side.of(cell).seek(at, from);
                if (isAtRow()) {
                    return;
                }
            }
        }
        slice = null;
        at.clear();
    }

    private boolean isAtRow() {
        return !at.isEnd() && at.time() <= to;
    }

    /** Whether it is at a row that is met. */
    boolean hasRow() {
        return slice != null;
    }

    void next() {
        at.next();
        if (!isAtRow()) {
            slice = table.sliceAfter(slice.namespace());
            enter();
        }
    }

    TimedRows.Position<Object> row() {
        return at;
    }

    /** The rows of the key in the pane of the row itself. */
    TimedSides<Object, Object> own() {
        return own != null ? own : table.slice(ownPane).getOrAdd(key, hash);
    }
}
