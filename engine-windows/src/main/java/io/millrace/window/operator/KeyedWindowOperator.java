package io.millrace.window.operator;

import io.millrace.operator.Batch;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.operator.Outstanding;
import io.millrace.state.table.StateTable;
import io.millrace.time.EventTime;
import io.millrace.window.spi.PaneInfo;
import io.millrace.window.spi.PaneInfo.Timing;
import io.millrace.window.spi.Trigger;
import io.millrace.window.spi.WindowAssigner;
import java.util.Optional;

/**
 * Windows that a key has for itself, such as sessions, and any windows that emit when they like. A window is scheduled
 * when it begins, and not while it grows: when its time comes near it turns out to be due later.
 */
public final class KeyedWindowOperator<K, T, A, R, O> extends WindowOperator<K, T, A, R, O> {

    private final WindowAssigner<? super T> assigner;
    private final boolean merges;
    private final boolean needsTimestamps;
    private final EarlyFiring<A, R> early;

    /** Whether the trigger goes by the clock though the windows do not. */
    private final boolean triggersByClock;

    private final boolean emitsAtEnd;
    private final boolean emitsWhileProcessing;
    private final WindowView<R> view = new WindowView<>();
    private final AssignedWindows assigned = new AssignedWindows();

    /** Whether an event is being taken in, and waits for room. */
    private boolean resuming;

    private boolean taken;

    /** The window that took the event last, to find the next one behind it. */
    private KeyedWindow<K, A> latest;

    private KeyedWindows<K, A> windows;

    /** Null where an event may do more than change its window. */
    private GrowingSessions<K, T, A> growing;

    /** An operator for one task. */
    public KeyedWindowOperator(WindowAssigner<? super T> assigner, WindowLogic<K, T, A, R, O> logic) {
        super(logic);
        this.assigner = assigner;
        merges = assigner.mergesWindows();
        needsTimestamps = assigner.needsTimestamps();
        early = emission.early();
        triggersByClock = usesClockToo();
        emitsAtEnd = emission.emitsAtEnd();
        emitsWhileProcessing = early != null || lateness() > 0;
    }

    @Override
    public void open(OperatorContext operatorContext) {
        super.open(operatorContext);
        StateTable<K, KeyedWindow<K, A>> table =
                operatorContext.<K>keyedState().table("windows", new KeyedWindowsSerde<K, A>(accumulatorSerde()));
        windows = new KeyedWindows<>(table, aggregate, this::dueOf, this::clockDueOf);
        if (assigner instanceof GapAssigner sessions && early == null) {
            growing = new GrowingSessions<>(sessions.gap(), windows.firsts(), aggregate, operatorContext);
        }
    }

    @Override
    void scheduleRestored() {
        windows.restored(window -> {
            if (merges && window.next != null && window.next.touches(window.start, window.last)) {
                throw KeyedWindows.damaged("two windows of key " + window.key + " would have merged, that from "
                        + window.startTime() + " and that from " + window.next.startTime());
            }
            windows.timers.schedule(window, dueOf(window));
            if (triggersByClock) {
                setClockTimer(window, clockDueOf(window));
            }
        });
        wakeForTriggers();
    }

    @Override
    int takeRun(Batch<T> batch, K[] keys, int from) throws Exception {
        return growing == null || isUneven() ? from : growing.takeRun(batch, keys, from, time());
    }

    @Override
    boolean process(T event, K key, int hash, long timestamp, Output<O> out) throws Exception {
        if (!resuming) {
            assign(event, timestamp);
            if (assigned.isEmpty()) {
                skip(event, timestamp, hash);
                return true;
            }
        }
        for (; !assigned.isDone(); assigned.next()) {
            if (emitsWhileProcessing && !out.hasRoom()) {
                resuming = true;
                return false;
            }
            taken |= take(key, hash, event, timestamp, out);
        }
        if (!taken) {
            late(event, timestamp);
        }
        resuming = false;
        return true;
    }

    private void assign(T event, long timestamp) throws Exception {
        if (timestamp == EventTime.NONE && needsTimestamps) {
            throw withoutTimestamp();
        }
        assigned.clear();
        assigner.assign(event, timestamp, assigned);
        taken = false;
        latest = null;
    }

    /** Adds the event to its next window, unless that is over. */
    private boolean take(K key, int hash, T event, long timestamp, Output<O> out) throws Exception {
        KeyedWindow<K, A> window = windowFor(key, hash, assigned.start(), assigned.last());
        if (window == null) {
            return false;
        }
        aggregate.add(window.accumulator, event, timestamp);
        if (emitsAtEnd) {
            updateEnd(window, out);
        }
        if (early != null && !window.ended) {
            fireEarly(window, timestamp, out);
        }
        return true;
    }

    /** The window, or null when it is over: a window that merges is not while one that it touches is not. */
    private KeyedWindow<K, A> windowFor(K key, int hash, long start, long last) throws Exception {
        KeyedWindow<K, A> any = windows.any(key, hash);
        KeyedWindow<K, A> window = any == null ? null : existing(any, start, last);
        if (window != null || expiryOf(last) <= timeOf(hash)) {
            return window;
        }
        window = new KeyedWindow<>(start, last, aggregate.create());
        window.of(key, hash);
        windows.add(window, any, merges || latest == null || !latest.isBefore(start, last) ? null : latest);
        windows.timers.schedule(window, dueOf(window));
        latest = window;
        return window;
    }

    private KeyedWindow<K, A> existing(KeyedWindow<K, A> any, long start, long last) throws Exception {
        if (merges) {
            return windows.absorb(start, last, any);
        }
        KeyedWindow<K, A> before = latest != null && latest.isBefore(start, last) ? latest : null;
        KeyedWindow<K, A> window = windows.find(start, last, any, before);
        if (window != null && window.chunk != null) {
            windows.touch(window);
        }
        latest = window == null ? before : window;
        return window;
    }

    /** A window that is over but still kept emits again at once; one that has outgrown its end has to end again. */
    private void updateEnd(KeyedWindow<K, A> window, Output<O> out) throws Exception {
        if (window.last <= timeOf(window.hash)) {
            window.ended = true;
            emit(window, emission.fire(window.accumulator), Timing.LATE, out);
        } else if (window.ended) {
            window.ended = false;
            windows.timers.scheduleNoLaterThan(window, window.last);
        }
    }

    private void fireEarly(KeyedWindow<K, A> window, long timestamp, Output<O> out) throws Exception {
        long now = triggersByClock ? now() : timeOf(window.hash);
        R result = early.onEvent(window.accumulator, view.of(window.start, window.last, timestamp, now));
        emit(window, result, window.last <= timeOf(window.hash) ? Timing.LATE : Timing.EARLY, out);
        long due = early.nextTime(window.accumulator);
        if (triggersByClock) {
            setClockTimer(window, due);
            wakeForTriggers();
        } else if (due != Trigger.NEVER) {
            windows.timers.scheduleNoLaterThan(window, due);
        }
    }

    private void setClockTimer(KeyedWindow<K, A> window, long due) {
        if (due != Trigger.NEVER) {
            if (window.clockTimer == null) {
                window.clockTimer = new KeyedWindow.ClockTimer<>(window);
            }
            windows.clockTimers.scheduleNoLaterThan(window.clockTimer, due);
        }
    }

    @Override
    boolean onTime(long newTime, Output<O> out) {
        return DueWork.fire(windows.timers, newTime, out, window -> onTimer(window, newTime, out));
    }

    @Override
    public Optional<Outstanding> outstanding(Object key, int hash) {
        Outstanding found = new Outstanding.Nothing();
        KeyedWindow<K, A> window =
                emitsAtEnd ? windows.peekBehind(asKey(key), hash, timeOf(hash)) : windows.peekFirst(asKey(key), hash);
        for (; window != null && !found.isDue(); window = window.next) {
            found = outstanding(window.accumulator, window.start, window.last, window.ended);
        }
        return Optional.of(found);
    }

    @Override
    long nextDue() {
        return windows.timers.nextDue();
    }

    /** Does what is due at that time and no more, so that the results of all keys come in the order of time. */
    private void onTimer(KeyedWindow<K, A> window, long newTime, Output<O> out) {
        long due = window.due();
        windows.touch(window);
        try {
            if (window.last <= due && emitsAtEnd) {
                end(window, newTime, out);
            } else if (hasTimer(window) && isTriggerDue(window, due)) {
                fireByTime(window, due, newTime, timingOf(window, due), out);
            }
        } catch (Throwable e) {
            throw failure(e, window.key, window.last);
        }
        if (expiryOf(window.last) <= due) {
            windows.remove(window);
        }
    }

    private void end(KeyedWindow<K, A> window, long newTime, Output<O> out) throws Exception {
        if (!window.ended) {
            window.ended = true;
            boolean isLast = expiryOf(window.last) <= newTime;
            emit(window, emission.fire(window.accumulator), Timing.ON_TIME, isLast, out);
        }
    }

    private static Timing timingOf(KeyedWindow<?, ?> window, long due) {
        if (due == window.last) {
            return Timing.ON_TIME;
        }
        return due < window.last ? Timing.EARLY : Timing.LATE;
    }

    private void fireByTime(KeyedWindow<K, A> window, long due, long now, Timing timing, Output<O> out)
            throws Exception {
        R result = early.onTime(window.accumulator, view.of(window.start, window.last, due, now));
        if (isTriggerDue(window, due)) {
            throw new IllegalStateException("the trigger was called at " + EventTime.text(due)
                    + " and asks for that time, or one before, again; its nextTime() has to advance");
        }
        emit(window, result, timing, out);
    }

    /** At the end of time, too, a trigger that asks for nothing is not called. */
    private boolean isTriggerDue(KeyedWindow<K, A> window, long due) {
        long next = early.nextTime(window.accumulator);
        return next != Trigger.NEVER && next <= due;
    }

    /** Whether a trigger counts on the time of the windows. */
    private boolean hasTimer(KeyedWindow<K, A> window) {
        return early != null && !triggersByClock && !window.ended;
    }

    /** When something has to be done about a window: its trigger, or its end, or else its expiry. */
    private long dueOf(KeyedWindow<K, A> window) {
        long due = emitsAtEnd && !window.ended ? window.last : expiryOf(window.last);
        return hasTimer(window) ? Math.min(due, early.nextTime(window.accumulator)) : due;
    }

    private long clockDueOf(KeyedWindow<K, A> window) {
        return window.ended ? Trigger.NEVER : early.nextTime(window.accumulator);
    }

    @Override
    boolean onClock(long clockTime, Output<O> out) {
        if (!DueWork.fire(windows.clockTimers, clockTime, out, due -> fireByClock(due, clockTime, out))) {
            return false;
        }
        wakeForTriggers();
        return true;
    }

    private void fireByClock(KeyedWindow.ClockTimer<K, A> timer, long clockTime, Output<O> out) {
        KeyedWindow<K, A> window = timer.window;
        windows.touch(window);
        try {
            Timing timing = window.last <= timeOf(window.hash) ? Timing.LATE : Timing.EARLY;
            fireByTime(window, timer.due(), clockTime, timing, out);
        } catch (Throwable e) {
            throw failure(e, window.key, window.last);
        }
    }

    private void wakeForTriggers() {
        if (windows.clockTimers.nextDue() != EventTime.MAX) {
            wakeAt(windows.clockTimers.nextDue());
        }
    }

    private void emit(KeyedWindow<K, A> window, R result, Timing timing, Output<O> out) {
        emit(window, result, timing, early != null && early.isFinal(window.accumulator), out);
    }

    private void emit(KeyedWindow<K, A> window, R result, Timing timing, boolean isLast, Output<O> out) {
        if (result != null) {
            PaneInfo pane = PaneInfo.of(timing, window.emitted++, isLast);
            emit(out, window.key, window.startTime(), window.endTime(), window.last, result, pane);
        }
    }
}
