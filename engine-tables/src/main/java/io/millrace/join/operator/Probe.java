package io.millrace.join.operator;

import io.millrace.operator.Batch;
import io.millrace.state.table.ReadAhead;
import io.millrace.state.table.ReusedArray;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import io.millrace.state.table.TimedRows;
import io.millrace.state.table.TimedSides;

/**
 * Goes through the rows of one side that a row of the other meets, pane by pane. A run of rows that look into the same panes
 * is looked up at once, in loops of their own, because an iteration of these does not wait for the memory that the one
 * before it reads. Between two steps no row may come or go.
 */
final class Probe<K> {

    private final StateTable<K, TimedSides<Object, Object>> table;
    private final TimedRows.Position<Object> at = new TimedRows.Position<>();

    // the run, which looks from the one pane to the other, or beyond where ends differ
    private JoinSide<K> side;
    private JoinSide<K> other;
    private K[] keys;
    private long ownPane;
    private Slice<K, TimedSides<Object, Object>> own;
    private Slice<K, TimedSides<Object, Object>> near;
    private Slice<K, TimedSides<Object, Object>> afterNear;
    private Slice<K, TimedSides<Object, Object>> far;

    // by row
    private final ReusedArray<TimedSides<Object, Object>> nearCells = cells();
    private final ReusedArray<TimedSides<Object, Object>> farCells = cells();

    // the times of the last rows of the other side in these cells
    private long[] nearTimes = {};
    private long[] farTimes = {};

    private long[] ownTimes = {};

    private final ReadAhead ahead = new ReadAhead();

    // the row
    private int row;
    private K key;
    private int hash;
    private long first;
    private long last;
    private long lastPane;
    private Slice<K, TimedSides<Object, Object>> slice;

    /** How many cells have been added for rows. */
    private long begun;

    Probe(StateTable<K, TimedSides<Object, Object>> table) {
        this.table = table;
    }

    /**
     * Looks up a run of rows, before any of them is gone through.
     *
     * @param itsSide of the rows
     * @param itsOther of those that they meet
     * @return the row behind the run
     */
    int lookUp(JoinSide<K> itsSide, JoinSide<K> itsOther, Batch<Object> batch, K[] itsKeys, int from) throws Exception {
        side = itsSide;
        other = itsOther;
        keys = itsKeys;
        ownPane = side.panes.of(batch.timestamp(from));
        long firstPane = firstPane(batch.timestamp(from));
        long lastOne = lastPane(batch.timestamp(from));
        int end = from + 1;
        while (end < batch.size()
                && side.panes.of(batch.timestamp(end)) == ownPane
                && firstPane(batch.timestamp(end)) == firstPane
                && lastPane(batch.timestamp(end)) == lastOne) {
            end++;
        }
        own = table.sliceIfPresent(ownPane);
        near = table.sliceFrom(firstPane);
        afterNear = near == null ? null : table.sliceAfter(near.namespace());
        far = table.sliceIfPresent(lastOne);
        find(batch, from, end);
        return end;
    }

    private long firstPane(long time) {
        return other.firstPanes.of(side.firstMet(time));
    }

    private long lastPane(long time) throws Exception {
        return other.lastPanes.of(side.lastMetAtLeast(time));
    }

    private void find(Batch<Object> batch, int from, int end) {
        if (nearTimes.length < end) {
            nearTimes = new long[batch.capacity()];
            farTimes = new long[batch.capacity()];
            ownTimes = new long[batch.capacity()];
        }
        find(near, batch, nearCells.room(from, end, batch.capacity()), nearTimes, from, end);
        if (far != near) {
            find(far, batch, farCells.room(from, end, batch.capacity()), farTimes, from, end);
        }
    }

    private void find(
            Slice<K, TimedSides<Object, Object>> in,
            Batch<Object> batch,
            TimedSides<Object, Object>[] cells,
            long[] times,
            int from,
            int end) {
        if (in == null) {
            return;
        }
        long words = 0;
        for (int i = from; i < end; i++) {
            words += in.fetch(batch.hash(i));
        }
        ahead.took(words);
        for (int i = from; i < end; i++) {
            cells[i] = in.peek(keys[i], batch.hash(i));
        }
        for (int i = from; i < end; i++) {
            times[i] = cells[i] == null ? Long.MIN_VALUE : other.lastTime(cells[i]);
        }
        if (in == own) {
            for (int i = from; i < end; i++) {
                ownTimes[i] = cells[i] == null ? Long.MIN_VALUE : side.lastTime(cells[i]);
            }
        }
    }

    /** Begins with a row of the run. */
    void begin(Arrival<K> arrival, int itsRow, long itsFirst) {
        row = itsRow;
        key = arrival.key;
        hash = arrival.hash;
        // there is no row at the beginning of time, which stands for none
        first = Math.max(itsFirst, Long.MIN_VALUE + 1);
        last = arrival.last;
        lastPane = other.lastPanes.of(last);
        slice = near;
        enter();
    }

    /** Goes to the first row of this pane or one behind it. */
    private void enter() {
        for (; slice != null && slice.namespace() <= lastPane; slice = after(slice)) {
            TimedSides<Object, Object> cell = cellWithRows(slice);
            if (cell != null) {
                other.of(cell).seek(at, first);
                if (isAtRow()) {
                    return;
                }
            }
        }
        slice = null;
    }

    private Slice<K, TimedSides<Object, Object>> after(Slice<K, ?> of) {
        return of == near ? afterNear : of.namespace() >= lastPane ? null : table.sliceAfter(of.namespace());
    }

    /** The cell of the key where that has rows at the first time or behind it, or null. */
    private TimedSides<Object, Object> cellWithRows(Slice<K, TimedSides<Object, Object>> of) {
        if (of == near) {
            return nearTimes[row] < first ? null : nearCells.array()[row];
        }
        if (of == far) {
            return farTimes[row] < first ? null : farCells.array()[row];
        }
        TimedSides<Object, Object> cell = of.peek(key, hash);
        return cell != null && other.has(cell) ? cell : null;
    }

    private boolean isAtRow() {
        return !at.isEnd() && at.time() <= last;
    }

    /** Whether it is at a row that is met. */
    boolean hasRow() {
        return slice != null;
    }

    void next() {
        at.next();
        if (!isAtRow()) {
            slice = after(slice);
            enter();
        }
    }

    TimedRows.Position<Object> row() {
        return at;
    }

    /** The rows of the key in the pane of the row itself. */
    TimedSides<Object, Object> own() {
        if (own == null) {
            own = table.slice(ownPane);
        }
        TimedSides<Object, Object> cell =
                own == near ? nearCells.array()[row] : own == far ? farCells.array()[row] : null;
        return cell != null ? cell : begin();
    }

    private TimedSides<Object, Object> begin() {
        int before = own.size();
        TimedSides<Object, Object> cell = own.getOrAdd(key, hash);
        begun += own.size() - before;
        return cell;
    }

    /** How many keys have begun a pane. */
    long begun() {
        return begun;
    }

    /** Keeps nothing in memory; panes may be dropped now. */
    void clear(int rows) {
        nearCells.clear(0, rows);
        farCells.clear(0, rows);
        at.clear();
        key = null;
        own = null;
        near = null;
        afterNear = null;
        far = null;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of a generic type cannot be created otherwise
    private static ReusedArray<TimedSides<Object, Object>> cells() {
        return new ReusedArray<>(TimedSides[]::new, 0);
    }
}
