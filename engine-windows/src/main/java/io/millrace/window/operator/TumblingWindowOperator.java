package io.millrace.window.operator;

import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.operator.Outstanding;
import io.millrace.state.table.Cursor;
import io.millrace.state.table.KeyGroups;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import io.millrace.time.EventTime;
import io.millrace.window.spi.PaneInfo;
import io.millrace.window.spi.PaneInfo.Timing;
import java.util.Optional;

/**
 * Windows that follow each other without a gap. The state is a slice per window, so that an event costs one look-up and
 * no timer, a window fires by a walk over its slice, and goes by a drop of it.
 */
public final class TumblingWindowOperator<K, T, A, R, O> extends WindowOperator<K, T, A, R, O> {

    private final PaneGrid grid;
    private final EarlyFiring<A, R> early;
    private final PaneCache<K, A> cache = new PaneCache<>();
    private final WindowView<R> view = new WindowView<>();
    StateTable<K, A> table;

    /** How many results a key has had from a window, where there was more than the one at its end. */
    StateTable<K, Integer> emitted;

    private Pane<K, A> pane = Pane.none();

    /** Windows that end at or before it have fired. */
    private long firedUpTo = EventTime.NONE;

    /** No window fires or expires before. */
    private long nextDue = EventTime.NONE;

    /** The window that fires, and where the walk over it has paused; null in between. */
    private Pane<K, A> firing;

    private PaneInfo firingInfo;

    private Cursor<K, A> cursor;

    /** An operator for one task. */
    public TumblingWindowOperator(PaneGrid grid, WindowLogic<K, T, A, R, O> logic) {
        super(logic);
        this.grid = grid;
        early = emission.early();
    }

    @Override
    public void open(OperatorContext operatorContext) {
        super.open(operatorContext);
        table = operatorContext.<K>keyedState().table("panes", false);
        emitted = operatorContext.<K>keyedState().table("emitted", true);
        firedUpTo = time();
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
        A accumulator = pane.slice.get(key, hash);
        boolean isNew = accumulator == null;
        if (isNew) {
            accumulator = aggregate.create();
            pane.slice.put(key, hash, accumulator);
        }
        aggregate.add(accumulator, event, timestamp);
        if (pane.emitsPerEvent) {
            emitUpdate(key, hash, accumulator, isNew, timestamp, out);
        }
        return true;
    }

    private void emitUpdate(K key, int hash, A accumulator, boolean isNew, long timestamp, Output<O> out)
            throws Exception {
        R result = early == null
                ? emission.fire(accumulator)
                : early.onEvent(accumulator, view.of(pane.start, pane.last, timestamp, firedUpTo));
        if (result != null) {
            Timing timing = pane.last <= firedUpTo ? Timing.LATE : Timing.EARLY;
            boolean isLast = early != null && early.isFinal(accumulator);
            PaneInfo info = PaneInfo.of(timing, isLast ? 0 : countEmitted(key, hash, isNew), isLast);
            emit(out, key, pane.startTime, pane.endTime, pane.last, result, info);
        }
    }

    /** Counts a result, and tells how many there were before. What the end of the window gave is not counted. */
    private int countEmitted(K key, int hash, boolean isNew) {
        Slice<K, Integer> counts = emitted.slice(pane.start);
        Integer count = counts.get(key, hash);
        int before = count != null ? count : early == null && !isNew ? 1 : 0;
        counts.put(key, hash, before + 1);
        return before;
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
        return new Pane<>(start, last, table.slice(start), early != null || last <= firedUpTo);
    }

    /** When something has to be done about a window: it fires, or else it expires. */
    private long dueOf(long last) {
        return early != null || last <= firedUpTo ? expiryOf(last) : last;
    }

    @Override
    boolean onTime(long watermark, Output<O> out) {
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
                if (early == null && !fire(start, last, watermark, out)) {
                    return false;
                }
                firedUpTo = last;
            }
            if (expiryOf(last) <= watermark) {
                table.drop(start);
                emitted.drop(start);
            } else {
                index++;
            }
        }
        return true;
    }

    private boolean fire(long start, long last, long watermark, Output<O> out) {
        if (cursor == null) {
            firingInfo = PaneInfo.of(Timing.ON_TIME, 0, expiryOf(last) <= watermark);
            firing = new Pane<>(start, last, table.slice(start), false);
            cursor = firing.slice.cursor();
        }
        while (out.hasRoom()) {
            if (!cursor.next()) {
                cursor = null;
                firing = null;
                return true;
            }
            if (!hasFiredBefore(KeyGroups.groupOf(cursor.hash()), last)) {
                emitFired(cursor.key(), cursor.value(), out);
            }
        }
        return false;
    }

    private void emitFired(K key, A accumulator, Output<O> out) {
        try {
            R result = emission.fire(accumulator);
            emit(out, key, firing.startTime, firing.endTime, firing.last, result, firingInfo);
        } catch (Throwable e) {
            throw failure(e, key, firing.last);
        }
    }

    @Override
    public Optional<Outstanding> outstanding(Object key, int hash) {
        Outstanding found = new Outstanding.Nothing();
        for (int i = 0; i < table.namespaceCount() && !found.isDue(); i++) {
            long start = table.namespaceAt(i);
            long last = grid.lastOf(start);
            A accumulator = table.slice(start).peek(asKey(key), hash);
            found = accumulator == null ? found : outstanding(accumulator, start, last, last <= firedUpTo);
        }
        return Optional.of(found);
    }

    @Override
    long nextDue() {
        return nextDue == EventTime.NONE ? findNextDue() : nextDue;
    }

    private long findNextDue() {
        long due = EventTime.MAX;
        for (int i = 0; i < table.namespaceCount(); i++) {
            due = Math.min(due, dueOf(grid.lastOf(table.namespaceAt(i))));
        }
        return due;
    }
}
