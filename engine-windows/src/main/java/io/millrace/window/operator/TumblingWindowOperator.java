package io.millrace.window.operator;

import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.state.table.Cursor;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import io.millrace.time.EventTime;

/**
 * Windows that follow each other without a gap. The state is a slice per window, so that an event costs one look-up and
 * no timer, a window fires by a walk over its slice, and goes by a drop of it.
 */
public final class TumblingWindowOperator<K, T, A, R, O> extends WindowOperator<K, T, A, R, O> {

    private final PaneGrid grid;
    private final PaneCache<K, A> cache = new PaneCache<>();
    StateTable<K, A> table;
    private Pane<K, A> pane = Pane.none();

    /** Windows that end at or before it have fired. */
    private long firedUpTo = EventTime.NONE;

    /** No window fires or expires before. */
    private long nextDue = EventTime.NONE;

    /** The window that fires, and where the walk over it has paused; null in between. */
    private Pane<K, A> firing;

    private Cursor<K, A> cursor;

    /** An operator for one task. */
    public TumblingWindowOperator(PaneGrid grid, WindowLogic<K, T, A, R, O> logic) {
        super(logic);
        this.grid = grid;
    }

    @Override
    public void open(OperatorContext operatorContext) {
        super.open(operatorContext);
        table = operatorContext.<K>keyedState().table("panes", false);
    }

    @Override
    boolean process(T event, int hash, long timestamp, Output<O> out) throws Exception {
        if (!pane.holds(timestamp)) {
            pane = paneOf(timestamp);
        }
        if (pane.slice == null) {
            late(event, timestamp);
            return true;
        }
        if (pane.emitsPerEvent && !out.hasRoom()) {
            return false;
        }
        K key = keyOf(event);
        A accumulator = accumulatorOf(key, hash);
        aggregate.add(accumulator, event, timestamp);
        if (pane.emitsPerEvent) {
            emitUpdate(key, accumulator, out);
        }
        return true;
    }

    private A accumulatorOf(K key, int hash) throws Exception {
        Slice<K, A> slice = pane.slice;
        A accumulator = slice.get(key, hash);
        if (accumulator == null) {
            accumulator = aggregate.create();
            slice.put(key, hash, accumulator);
        }
        return accumulator;
    }

    private void emitUpdate(K key, A accumulator, Output<O> out) throws Exception {
        R result = emitsPerEvent() ? trigger.onEvent(accumulator) : Emission.resultOf(aggregate, accumulator);
        if (result != null) {
            emit(out, key, pane.startTime, pane.endTime, pane.last, result);
        }
    }

    private Pane<K, A> paneOf(long timestamp) {
        if (timestamp == EventTime.NONE) {
            throw withoutTimestamp();
        }
        long start = grid.startOf(timestamp);
        Pane<K, A> cached = cache.get(start);
        return cached != null ? cached : cache.put(newPane(start, grid.lastOf(timestamp)));
    }

    private Pane<K, A> newPane(long start, long last) {
        if (expiryOf(last) <= firedUpTo) {
            return new Pane<>(start, last, null, false);
        }
        nextDue = Math.min(nextDue, dueOf(last));
        return new Pane<>(start, last, table.slice(start), emitsPerEvent() || last <= firedUpTo);
    }

    /** When something has to be done about a window: it fires, or else it expires. */
    private long dueOf(long last) {
        return emitsPerEvent() || last <= firedUpTo ? expiryOf(last) : last;
    }

    @Override
    public boolean onWatermark(long watermark, Output<O> out) {
        if (watermark >= nextDue) {
            if (!fireAndExpire(watermark, out)) {
                return false;
            }
            firedUpTo = watermark;
            nextDue = findNextDue();
            cache.clear();
            pane = Pane.none();
        }
        firedUpTo = watermark;
        return true;
    }

    /** Looks at windows in ascending order, and only at those that have events. */
    private boolean fireAndExpire(long watermark, Output<O> out) {
        nextDue = EventTime.NONE;
        int index = 0;
        while (index < table.namespaceCount()) {
            long start = table.namespaceAt(index);
            long last = grid.lastOf(start);
            if (last > watermark) {
                break;
            }
            if (last > firedUpTo) {
                if (!emitsPerEvent() && !fire(start, last, out)) {
                    return false;
                }
                firedUpTo = last;
            }
            if (expiryOf(last) <= watermark) {
                table.drop(start);
            } else {
                index++;
            }
        }
        return true;
    }

    private boolean fire(long start, long last, Output<O> out) {
        if (cursor == null) {
            firing = new Pane<>(start, last, table.slice(start), false);
            cursor = firing.slice.cursor();
        }
        while (out.hasRoom()) {
            if (!cursor.next()) {
                cursor = null;
                firing = null;
                return true;
            }
            emitFired(cursor.key(), cursor.value(), out);
        }
        return false;
    }

    private void emitFired(K key, A accumulator, Output<O> out) {
        try {
            R result = Emission.resultOf(aggregate, accumulator);
            emit(out, key, firing.startTime, firing.endTime, firing.last, result);
        } catch (Throwable e) {
            throw failure(e, key, firing.last);
        }
    }

    private long findNextDue() {
        long due = EventTime.MAX;
        for (int i = 0; i < table.namespaceCount(); i++) {
            due = Math.min(due, dueOf(grid.lastOf(table.namespaceAt(i))));
        }
        return due;
    }
}
