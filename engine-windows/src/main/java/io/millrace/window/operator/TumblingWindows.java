package io.millrace.window.operator;

import io.millrace.state.table.Cursor;
import io.millrace.state.table.KeyGroups;
import io.millrace.state.table.Slice;
import io.millrace.time.EventTime;
import io.millrace.window.spi.PaneInfo;
import io.millrace.window.spi.PaneInfo.Timing;

/** Windows that follow each other without a gap: each is a pane, and fires by a walk over its slice. */
final class TumblingWindows<K, T, A, R> extends PaneWindows<K, T, A, R> {

    private final boolean isPlain;
    private final WindowView<R> view = new WindowView<>();

    /** The window that fires, and where the walk over it has paused; null in between. */
    private Pane<K, A> firing;

    private PaneInfo firingInfo;

    private Cursor<K, A> cursor;

    /** An operator for one task. */
    TumblingWindows(WindowGrid grid, WindowLogic<K, T, A, R, ?> logic) {
        super(grid, logic);
        isPlain = emission.isPlain();
    }

    @Override
    Taken process(T event, K key, int hash, long timestamp) throws Exception {
        if (isUneven() || !pane.holds(timestamp)) {
            pane = paneOf(timestamp, hash);
        }
        if (pane.slice == null) {
            late(event, timestamp);
            return Taken.NOT;
        }
        if (pane.actsPerEvent && !hasRoom()) {
            return Taken.WAITS;
        }
        A accumulator = get(key, hash);
        boolean isNew = accumulator == null;
        if (isNew) {
            accumulator = begin(key, hash, layout.empty(Layout.PART));
            // it is told at once, and not again
            ended += isPlain && pane.last <= firedUpTo ? 1 : 0;
        }
        adding().add(accumulator, event, timestamp);
        if (pane.actsPerEvent) {
            emitUpdate(key, hash, accumulator, isNew, timestamp);
        }
        keep(accumulator);
        return Taken.IN;
    }

    private void emitUpdate(K key, int hash, A accumulator, boolean isNew, long timestamp) throws Exception {
        long time = timeOf(hash);
        R result = isPlain
                ? emission.fire(accumulator)
                : emission.onEvent(accumulator, view.of(pane.start, pane.last, timestamp, time));
        if (result != null) {
            Timing timing = pane.last <= time ? Timing.LATE : Timing.EARLY;
            boolean isLast = emission.isFinal(accumulator);
            int index = isLast ? 0 : countEmitted(key, hash, pane.start, isPlain && !isNew);
            PaneInfo info = PaneInfo.of(timing, index, isLast);
            emit(key, pane.startTime, pane.endTime, pane.last, result, info);
        }
    }

    @Override
    boolean takesEvents(long start, long last, long time) {
        return expiryOf(last) > time;
    }

    @Override
    boolean actsPerEvent(long start, long last, long time) {
        return !isPlain || last <= time;
    }

    @Override
    long dueOf(long start, long last) {
        return !isPlain || last <= firedUpTo ? expiryOf(last) : last;
    }

    /** Looks at windows in ascending order, and only at those that have events and have not fired. */
    @Override
    boolean fireAndExpire(long watermark) {
        for (Slice<K, A> next = firstUnfired(); next != null; next = firstUnfired()) {
            long last = grid.lastOf(next.namespace());
            if (last > watermark) {
                break;
            }
            if (isPlain && !fire(next, last, watermark)) {
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
            ended += isPlain ? 0 : first.size();
            panes.drop(first);
            emitted.drop(first.namespace());
        }
    }

    private boolean fire(Slice<K, A> slice, long last, long watermark) {
        if (cursor == null) {
            firingInfo = PaneInfo.of(Timing.ON_TIME, 0, expiryOf(last) <= watermark);
            firing = new Pane<>(slice.namespace(), last, slice, false);
            cursor = firing.slice.cursor();
        }
        while (hasRoom()) {
            if (!cursor.next()) {
                cursor = null;
                firing = null;
                return true;
            }
            ended++;
            if (!hasFiredBefore(KeyGroups.groupOf(cursor.hash()), last)) {
                emitFired(cursor.key(), cursor.peek());
            }
        }
        return false;
    }

    private void emitFired(K key, A accumulator) {
        try {
            R result = emission.fire(accumulator);
            emit(key, firing.startTime, firing.endTime, firing.last, result, firingInfo);
        } catch (Throwable e) {
            throw failure(e, key, firing.last);
        }
    }

    /** What is told at the end of its window is done with then, though it is there for late events. */
    @Override
    long kept() {
        long kept = isPlain ? 0 : table.size();
        for (Slice<K, A> each = isPlain ? firstUnfired() : null; each != null; each = panes.after(each)) {
            kept += each.size();
        }
        return kept;
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
