package io.millrace.join.operator;

import io.millrace.operator.Outstanding;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import io.millrace.state.table.TimedRows;
import io.millrace.state.table.TimedSides;
import io.millrace.time.EventTime;

/** Finds out what is in store for a key: the row that will be told first, or else the last one that may meet another. */
final class Outlook<K> {

    private final StateTable<K, TimedSides<Object, Object>> table;
    private final Reach<Object> reach;
    private final long lateness;
    private Outstanding found = new Outstanding.Nothing();

    Outlook(StateTable<K, TimedSides<Object, Object>> table, Reach<Object> reach, long lateness) {
        this.table = table;
        this.reach = reach;
        this.lateness = lateness;
    }

    Outstanding of(K key, int hash, JoinSide<K> left, JoinSide<K> right) throws Exception {
        for (Slice<K, TimedSides<Object, Object>> slice = table.firstSlice();
                slice != null;
                slice = table.sliceAfter(slice.namespace())) {
            TimedSides<Object, Object> cell = slice.peek(key, hash);
            if (cell != null) {
                look(left, cell);
                look(right, cell);
            }
        }
        return found;
    }

    private void look(JoinSide<K> side, TimedSides<Object, Object> cell) throws Exception {
        if (!side.has(cell)) {
            return;
        }
        TimedRows.Position<Object> at = new TimedRows.Position<>();
        for (side.of(cell).toFirst(at); !at.isEnd(); at.next()) {
            Waiting<?> waiting = side.waits ? (Waiting<?>) at.value() : null;
            long last = side.isLeft ? endOf(waiting, at) : reach.lastLeft(at.time());
            if (waiting != null && waiting.isScheduled() && (waiting.accumulator != null || !waiting.matched)) {
                told(at.time(), last);
            } else if (!found.isDue()) {
                String other = side.isLeft ? "a right row" : "a left row";
                found = new Outstanding.WithEvent(at.time(), EventTime.plus(last, 1), other);
            }
        }
    }

    private long endOf(Waiting<?> waiting, TimedRows.Position<Object> at) throws Exception {
        return waiting != null ? waiting.end : reach.end(at.value(), at.time());
    }

    private void told(long time, long last) {
        long due = EventTime.plus(last, lateness);
        if (!(found instanceof Outstanding.AtWatermark first) || due < first.neededWatermark()) {
            found = new Outstanding.AtWatermark(time, EventTime.plus(last, 1), due);
        }
    }
}
