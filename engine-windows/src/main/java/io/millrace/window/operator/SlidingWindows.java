package io.millrace.window.operator;

import io.millrace.operator.OperatorContext;
import io.millrace.state.table.Cursor;
import io.millrace.state.table.KeyGroups;
import io.millrace.state.table.Slice;
import io.millrace.time.EventTime;
import io.millrace.window.spi.PaneInfo;
import io.millrace.window.spi.PaneInfo.Timing;
import java.time.Instant;

/**
 * Windows that overlap, of several panes each. An event goes to its pane, however many windows that is in; windows are
 * made of panes when they fire, each from the one before it. The results are those at the ends of windows, and of late
 * events.
 */
final class SlidingWindows<K, T, A, R> extends PaneWindows<K, T, A, R> {

    private RunningCombinations<K, T, A> running;
    private LateFiring<K, T, A> lateFiring;

    /** Where the walk over the results of a window has paused; null in between. */
    private Cursor<K, Combination<T, A>> cursor;

    private Instant firingStart;
    private Instant firingEnd;
    private PaneInfo firingInfo;

    /** An operator for one task, for an emission that is plain. */
    SlidingWindows(WindowGrid grid, WindowLogic<K, T, A, R, ?> logic) {
        super(grid, logic);
    }

    @Override
    void open(OperatorContext operatorContext) {
        super.open(operatorContext);
        running = new RunningCombinations<>(grid, panes, aggregate, layout);
        lateFiring = new LateFiring<>(grid, panes, aggregate, layout, running);
    }

    @Override
    Taken process(T event, K key, int hash, long timestamp) throws Exception {
        if (lateFiring.isActive()) {
            return fireLate();
        }
        if (isUneven() || !pane.holds(timestamp)) {
            pane = paneOf(timestamp, hash);
        }
        if (pane.slice == null) {
            reject(event, timestamp, hash);
            return Taken.NOT;
        }
        A accumulator = get(key, hash);
        boolean isNew = accumulator == null;
        if (isNew) {
            accumulator = begin(key, hash, layout.empty(Layout.PART));
        }
        adding().add(accumulator, event, timestamp);
        keep(accumulator);
        if (!pane.actsPerEvent) {
            return Taken.IN;
        }
        if (running.holds(pane.start, pane.last)) {
            running.update(key, hash, pane.start, accumulator, isNew, adding(), event, timestamp);
        }
        return fireAgain(key, hash, isNew);
    }

    private void reject(T event, long timestamp, int hash) {
        if (grid.isInWindow(pane.start)) {
            late(event, timestamp);
        } else {
            skip(event, timestamp, hash);
        }
    }

    /** Windows of the pane that have ended but are kept fire again. */
    private Taken fireAgain(K key, int hash, boolean isNew) throws Exception {
        long time = timeOf(hash);
        long first = grid.windowLastFrom(Math.max(pane.last, firstKept(time)));
        long last = Math.min(grid.lastWindowOf(pane.start), time);
        if (first > last) {
            return Taken.IN;
        }
        lateFiring.begin(key, hash, first, last, isNew);
        return fireLate();
    }

    private Taken fireLate() throws Exception {
        while (lateFiring.isActive()) {
            if (!hasRoom()) {
                return Taken.WAITS;
            }
            long window = lateFiring.window();
            K key = lateFiring.key();
            R result = emission.fire(lateFiring.accumulator());
            int index = countEmitted(key, lateFiring.hash(), window, lateFiring.hadEvents());
            lateFiring.next();
            PaneInfo info = PaneInfo.of(Timing.LATE, index, false);
            emit(key, startTime(window), endTime(window), window, result, info);
        }
        return Taken.IN;
    }

    /** Of the windows that are kept, when it is that time, the first ends there or behind it. */
    private long firstKept(long time) {
        return EventTime.minus(time, lateness()) + 1;
    }

    @Override
    boolean takesEvents(long start, long last, long time) {
        return grid.isInWindow(start) && expiryOf(grid.lastWindowOf(start)) > time;
    }

    @Override
    boolean actsPerEvent(long start, long last, long time) {
        return last <= time;
    }

    @Override
    long dueOf(long start, long last) {
        long lastWindow = grid.lastWindowOf(start);
        return lastWindow > firedUpTo ? grid.windowLastFrom(Math.max(last, firedUpTo + 1)) : expiryOf(lastWindow);
    }

    /** Goes from window to window, but over those that have no events. */
    @Override
    boolean fireAndExpire(long watermark) {
        for (Slice<K, A> next = firstUnfired(); next != null; next = firstUnfired()) {
            long window = fireTime(next);
            if (window > watermark) {
                break;
            }
            if (!fire(window, watermark)) {
                return false;
            }
            firedUpTo = window;
        }
        if (!dropPassed(watermark)) {
            return false;
        }
        expire(watermark);
        return true;
    }

    /** The first pane that is in a window which has not fired. */
    @Override
    Slice<K, A> firstUnfired() {
        return firstInWindowFrom(firedUpTo, firedUpTo + 1);
    }

    /** The first pane that is in a window which is still kept. */
    private Slice<K, A> firstUnexpired(long time) {
        return firstInWindowFrom(time, firstKept(time));
    }

    private Slice<K, A> firstInWindowFrom(long time, long timestamp) {
        return time == EventTime.MAX ? null : panes.from(grid.windowStart(grid.windowLastFrom(timestamp)));
    }

    private boolean fire(long window, long watermark) {
        if (cursor == null) {
            if (!combine(window)) {
                return false;
            }
            firingStart = startTime(window);
            firingEnd = endTime(window);
            firingInfo = PaneInfo.of(Timing.ON_TIME, 0, expiryOf(window) <= watermark);
            cursor = running.cursor();
        }
        while (hasRoom()) {
            if (!cursor.next()) {
                cursor = null;
                return true;
            }
            if (!hasFiredBefore(KeyGroups.groupOf(cursor.hash()), window)) {
                emitFired(cursor.key(), cursor.value(), window);
            }
        }
        return false;
    }

    private boolean combine(long window) {
        try {
            return running.moveTo(grid.windowStart(window), window);
        } catch (Throwable e) {
            throw failure(e, running.key(), window);
        }
    }

    private void emitFired(K key, Combination<T, A> combination, long window) {
        try {
            emit(key, firingStart, firingEnd, window, emission.fire(combination.total()), firingInfo);
        } catch (Throwable e) {
            throw failure(e, key, window);
        }
    }

    /** Takes panes out of the combinations that no window to come needs, so that idle keys cost nothing. */
    private boolean dropPassed(long watermark) {
        if (watermark == EventTime.MAX) {
            running.clear();
            return true;
        }
        long next = grid.windowLastFrom(watermark + 1);
        try {
            return running.dropBefore(grid.windowStart(next));
        } catch (Throwable e) {
            throw failure(e, running.key(), next);
        }
    }

    private void expire(long watermark) {
        Slice<K, A> kept = firstUnexpired(watermark);
        for (Slice<K, A> first = panes.first(); first != kept; first = panes.first()) {
            // one of which a window has still to fire is gone too early
            ended += grid.lastWindowOf(first.namespace()) <= firedUpTo ? first.size() : 0;
            panes.drop(first);
        }
        Slice<K, Integer> counts = emitted.firstSlice();
        for (; counts != null && expiryOf(counts.namespace()) <= watermark; counts = emitted.firstSlice()) {
            emitted.drop(counts.namespace());
        }
    }

    @Override
    long kept() {
        return table.size();
    }

    @Override
    long findNextDue() {
        return Math.min(fireTime(firstUnfired()), expiryTime(firstUnexpired(firedUpTo)));
    }

    private long fireTime(Slice<K, A> next) {
        return next == null ? EventTime.MAX : dueOf(next.namespace(), grid.lastOf(next.namespace()));
    }

    private long expiryTime(Slice<K, A> next) {
        return next == null ? EventTime.MAX : expiryOf(grid.lastWindowOf(next.namespace()));
    }

    private Instant startTime(long window) {
        return Instant.ofEpochMilli(grid.windowStart(window));
    }

    private static Instant endTime(long window) {
        return Instant.ofEpochMilli(EventTime.plus(window, 1));
    }
}
