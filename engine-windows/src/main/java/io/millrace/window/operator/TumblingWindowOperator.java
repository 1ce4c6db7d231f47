package io.millrace.window.operator;

import io.millrace.operator.Output;
import io.millrace.state.table.Cursor;
import io.millrace.state.table.KeyGroups;
import io.millrace.state.table.Slice;
import io.millrace.time.EventTime;
import io.millrace.window.spi.PaneInfo;
import io.millrace.window.spi.PaneInfo.Timing;

/** Windows that follow each other without a gap: each is a pane, and fires by a walk over its slice. */
public final class TumblingWindowOperator<K, T, A, R, O> extends PaneWindowOperator<K, T, A, R, O> {

    private final EarlyFiring<A, R> early;
    private final WindowView<R> view = new WindowView<>();

    /** The window that fires, and where the walk over it has paused; null in between. */
    private Pane<K, A> firing;

    private PaneInfo firingInfo;

    private Cursor<K, A> cursor;

    /** An operator for one task. */
    public TumblingWindowOperator(WindowGrid grid, WindowLogic<K, T, A, R, O> logic) {
        super(grid, logic);
        early = emission.early();
    }

    @Override
    boolean process(T event, K key, int hash, long timestamp, Output<O> out) throws Exception {
        if (isUneven() || !pane.holds(timestamp)) {
            pane = paneOf(timestamp, hash);
        }
        if (pane.slice == null) {
            late(event, timestamp);
            return true;
        }
        if (pane.actsPerEvent && !out.hasRoom()) {
            return false;
        }
        A accumulator = pane.slice.get(key, hash);
        boolean isNew = accumulator == null;
        if (isNew) {
            accumulator = aggregate.create();
            pane.slice.put(key, hash, accumulator);
        }
        aggregate.add(accumulator, event, timestamp);
        if (pane.actsPerEvent) {
            emitUpdate(key, hash, accumulator, isNew, timestamp, out);
        }
        return true;
    }

    private void emitUpdate(K key, int hash, A accumulator, boolean isNew, long timestamp, Output<O> out)
            throws Exception {
        long time = timeOf(hash);
        R result = early == null
                ? emission.fire(accumulator)
                : early.onEvent(accumulator, view.of(pane.start, pane.last, timestamp, time));
        if (result != null) {
            Timing timing = pane.last <= time ? Timing.LATE : Timing.EARLY;
            boolean isLast = early != null && early.isFinal(accumulator);
            int index = isLast ? 0 : countEmitted(key, hash, pane.start, early == null && !isNew);
            PaneInfo info = PaneInfo.of(timing, index, isLast);
            emit(out, key, pane.startTime, pane.endTime, pane.last, result, info);
        }
    }

    @Override
    boolean takesEvents(long start, long last, long time) {
        return expiryOf(last) > time;
    }

    @Override
    boolean actsPerEvent(long start, long last, long time) {
        return early != null || last <= time;
    }

    @Override
    long dueOf(long start, long last) {
        return early != null || last <= firedUpTo ? expiryOf(last) : last;
    }

    /** Looks at windows in ascending order, and only at those that have events and have not fired. */
    @Override
    boolean fireAndExpire(long watermark, Output<O> out) {
        for (Slice<K, A> next = firstUnfired(); next != null; next = firstUnfired()) {
            long last = grid.lastOf(next.namespace());
            if (last > watermark) {
                break;
            }
            if (early == null && !fire(next, last, watermark, out)) {
                return false;
            }
            firedUpTo = last;
            expire(watermark);
        }
        expire(watermark);
        return true;
    }

    @Override
    Slice<K, A> firstUnfired() {
        return firedUpTo == EventTime.MAX ? null : panes.from(grid.startOf(firedUpTo + 1));
    }

    /** Drops the windows that have fired and take no late events any more. */
    private void expire(long watermark) {
        for (Slice<K, A> first = panes.first(); first != null; first = panes.first()) {
            long last = grid.lastOf(first.namespace());
            if (last > firedUpTo || expiryOf(last) > watermark) {
                break;
            }
            panes.drop(first);
            emitted.drop(first.namespace());
        }
    }

    private boolean fire(Slice<K, A> slice, long last, long watermark, Output<O> out) {
        if (cursor == null) {
            firingInfo = PaneInfo.of(Timing.ON_TIME, 0, expiryOf(last) <= watermark);
            firing = new Pane<>(slice.namespace(), last, slice, false);
            cursor = firing.slice.cursor();
        }
        while (out.hasRoom()) {
            if (!cursor.next()) {
                cursor = null;
                firing = null;
                return true;
            }
            if (!hasFiredBefore(KeyGroups.groupOf(cursor.hash()), last)) {
                emitFired(cursor.key(), cursor.peek(), out);
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

    /** Of those that have fired the first one expires first, and of the others the first one fires first. */
    @Override
    long findNextDue() {
        return Math.min(dueOf(panes.first()), dueOf(firstUnfired()));
    }

    private long dueOf(Slice<K, A> next) {
        return next == null ? EventTime.MAX : dueOf(next.namespace(), grid.lastOf(next.namespace()));
    }
}
