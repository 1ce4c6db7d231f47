package io.millrace.join.operator;

import io.millrace.state.table.Cursor;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import io.millrace.state.table.TimedRows;
import io.millrace.state.table.TimedSides;

/**
 * Goes through restored rows in portions: those that wait are scheduled, and those that were kept for other bounds go to
 * the panes where these look for them.
 */
final class Restoring<K> {

    /** Takes up a row that waits. */
    interface Taker<K> {
        void take(JoinSide<K> side, Waiting<K> row, int tag) throws Exception;
    }

    private final StateTable<K, TimedSides<Object, Object>> table;
    private final JoinSide<K> left;
    private final JoinSide<K> right;
    private final Taker<K> taker;
    private final TimedRows.Position<Object> at = new TimedRows.Position<>();
    private Slice<K, TimedSides<Object, Object>> slice;
    private Cursor<K, TimedSides<Object, Object>> keys;
    private TimedSides<Object, Object> cell;
    private JoinSide<K> side;

    Restoring(StateTable<K, TimedSides<Object, Object>> table, JoinSide<K> left, JoinSide<K> right, Taker<K> taker) {
        this.table = table;
        this.left = left;
        this.right = right;
        this.taker = taker;
        slice = table.firstSlice();
        keys = slice == null ? null : slice.cursor();
    }

    /** Does a portion; returns whether all is done. */
    boolean step() throws Exception {
        for (int steps = 0; steps < JoinSide.ROWS_PER_STEP; steps++) {
            if (side == null ? !nextKey() : !nextRow()) {
                return true;
            }
        }
        return false;
    }

    private boolean nextKey() {
        if (slice == null) {
            return false;
        }
        if (keys.next()) {
            cell = keys.peek();
            enter(left);
        } else {
            slice = table.sliceAfter(slice.namespace());
            keys = slice == null ? null : slice.cursor();
        }
        return true;
    }

    /** Begins with a side, or leaves it out when nothing has to be done about its rows. */
    private void enter(JoinSide<K> next) {
        side = next;
        if (!side.has(cell) || (!side.waits && isInPlace(side.of(cell)))) {
            leave();
        } else {
            side.of(cell).toFirst(at);
        }
    }

    private void leave() {
        at.clear();
        if (side == left) {
            enter(right);
        } else {
            side = null;
            if (cell.isEmpty()) {
                slice.remove(keys.key(), keys.hash());
            }
        }
    }

    private boolean isInPlace(TimedRows<Object> rows) {
        long pane = slice.namespace();
        return side.panes.of(rows.firstTime()) == pane && side.panes.of(rows.lastTime()) == pane;
    }

    @SuppressWarnings("unchecked") // such are the rows of a side that waits
    private boolean nextRow() throws Exception {
        long time = at.time();
        int tag = at.tag();
        Object value = at.value();
        Waiting<K> row = side.waits ? (Waiting<K>) value : null;
        if (row != null) {
            row.key = keys.key();
            row.hash = keys.hash();
            row.time = time;
            row.number = at.number();
            row.matched = tag == JoinSide.MATCHED;
            taker.take(side, row, tag);
        }
        long pane = side.panes.of(time);
        if (pane == slice.namespace()) {
            at.next();
        } else {
            at.remove();
            long number =
                    side.of(table.slice(pane).getOrAdd(keys.key(), keys.hash())).add(time, tag, value);
            if (row != null) {
                row.number = number;
            }
        }
        if (at.isEnd()) {
            leave();
        }
        return true;
    }
}
