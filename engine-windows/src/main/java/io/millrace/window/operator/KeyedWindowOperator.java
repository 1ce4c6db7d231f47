package io.millrace.window.operator;

import io.millrace.operator.Batch;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.operator.Outstanding;
import io.millrace.state.table.Slice;
import io.millrace.time.EventTime;
import io.millrace.window.spi.PaneInfo;
import io.millrace.window.spi.PaneInfo.Timing;
import io.millrace.window.spi.Trigger;
import io.millrace.window.spi.WindowAssigner;
import java.util.Optional;

/**
 * Windows that a key has for itself, such as sessions, and any windows that emit when they like. A key has one timer,
 * which is set when a window begins and is not moved while it grows: when it comes too early it is set again.
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
    private KeyedWindow<A> latest;

    Slice<K, KeyedWindows<A>> windowsOfKeys;
    private KeyTimers<K> timers;

    /** Timers of triggers that go by the clock though the windows do not. */
    private KeyTimers<K> clockTimers;

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
        windowsOfKeys = operatorContext
                .<K>keyedState()
                .table("windows", new KeyedWindowsSerde<>(accumulatorSerde()))
                .slice(0);
        timers = new KeyTimers<>(operatorContext.<K>keyedState().timers("ends"));
        clockTimers = new KeyTimers<>(operatorContext.<K>keyedState().timers("clock"));
        if (assigner instanceof GapAssigner sessions && early == null) {
            growing = new GrowingSessions<>(sessions.gap(), windowsOfKeys, aggregate, operatorContext);
        }
    }

    @Override
    public void onRestored() {
        super.onRestored();
        wakeForTriggers();
    }

    @Override
    int takeRun(Batch<T> batch, K[] keys, int from) {
        return growing == null || isUneven() ? from : growing.takeRun(batch, keys, from, time());
    }

    @Override
    boolean process(T event, K key, int hash, long timestamp, Output<O> out) throws Exception {
        if (!resuming) {
            assign(event, timestamp);
            if (assigned.isEmpty()) {
                skip(event, timestamp);
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
        KeyedWindow<A> window = windowFor(key, hash, assigned.start(), assigned.last());
        if (window == null) {
            return false;
        }
        aggregate.add(window.accumulator, event, timestamp);
        if (emitsAtEnd) {
            updateEnd(key, hash, window, out);
        }
        if (early != null && !window.ended) {
            fireEarly(key, hash, window, timestamp, out);
        }
        return true;
    }

    /** The window, or null when it is over: a window that merges is not while one that it touches is not. */
    private KeyedWindow<A> windowFor(K key, int hash, long start, long last) throws Exception {
        KeyedWindows<A> windows = windowsOfKeys.get(key, hash);
        KeyedWindow<A> window = windows == null ? null : existing(windows, start, last);
        if (window != null || expiryOf(last) <= timeOf(hash)) {
            return window;
        }
        if (windows == null) {
            windows = new KeyedWindows<>();
            windowsOfKeys.put(key, hash, windows);
        }
        window = new KeyedWindow<>(start, last, aggregate.create());
        windows.add(window, merges || latest == null || !latest.isBefore(start, last) ? null : latest);
        latest = window;
        timers.setNoLaterThan(key, hash, dueOf(window));
        return window;
    }

    private KeyedWindow<A> existing(KeyedWindows<A> windows, long start, long last) throws Exception {
        if (merges) {
            return windows.absorb(start, last, aggregate);
        }
        KeyedWindow<A> before = latest != null && latest.isBefore(start, last) ? latest : null;
        KeyedWindow<A> window = windows.find(start, last, before);
        latest = window == null ? before : window;
        return window;
    }

    /** A window that is over but still kept emits again at once; one that has outgrown its end has to end again. */
    private void updateEnd(K key, int hash, KeyedWindow<A> window, Output<O> out) throws Exception {
        if (window.last <= timeOf(hash)) {
            window.ended = true;
            emit(key, window, emission.fire(window.accumulator), Timing.LATE, out);
        } else if (window.ended) {
            window.ended = false;
            timers.setNoLaterThan(key, hash, window.last);
        }
    }

    private void fireEarly(K key, int hash, KeyedWindow<A> window, long timestamp, Output<O> out) throws Exception {
        long now = triggersByClock ? now() : time();
        R result = early.onEvent(window.accumulator, view.of(window.start, window.last, timestamp, now));
        emit(key, window, result, window.last <= timeOf(hash) ? Timing.LATE : Timing.EARLY, out);
        setTriggerTimer(key, hash, early.nextTime(window.accumulator));
    }

    private void setTriggerTimer(K key, int hash, long due) {
        if (due == Trigger.NEVER) {
            return;
        }
        if (!triggersByClock) {
            windowsOfKeys.get(key, hash).triggerDue(due);
            timers.setNoLaterThan(key, hash, due);
        } else {
            clockTimers.setNoLaterThan(key, hash, due);
            wakeForTriggers();
        }
    }

    @Override
    boolean onTime(long newTime, Output<O> out) {
        return timers.fire(newTime, out, (key, hash, due) -> onTimer(key, hash, due, newTime, out));
    }

    @Override
    public Optional<Outstanding> outstanding(Object key, int hash) {
        Outstanding found = new Outstanding.Nothing();
        KeyedWindows<A> windows = windowsOfKeys.peek(asKey(key), hash);
        for (KeyedWindow<A> w = windows == null ? null : windows.first(); w != null && !found.isDue(); w = w.next) {
            found = outstanding(w.accumulator, w.start, w.last, w.ended);
        }
        return Optional.of(found);
    }

    @Override
    long nextDue() {
        return timers.nextDue();
    }

    /** Does what is due at that time and no more, so that the results of all keys come in the order of time. */
    private void onTimer(K key, int hash, long due, long newTime, Output<O> out) {
        KeyedWindows<A> windows = windowsOfKeys.get(key, hash);
        long next = windows.triggersDue() <= due
                ? fireAll(key, windows, due, newTime, out)
                : fireEnded(key, windows, due, newTime, out);
        if (windows.isEmpty()) {
            windowsOfKeys.remove(key, hash);
            timers.clear(key, hash);
            if (triggersByClock) {
                clockTimers.clear(key, hash);
            }
        } else {
            timers.set(key, hash, next);
        }
    }

    /** Looks at all windows, of which any may be due for its trigger; returns when the next is. */
    private long fireAll(K key, KeyedWindows<A> windows, long due, long newTime, Output<O> out) {
        windows.forgetTriggers();
        for (KeyedWindow<A> window = windows.first(); window != null; window = window.next) {
            fireDue(key, window, due, newTime, out);
            if (expiryOf(window.last) > due && hasTimer(window)) {
                windows.triggerDue(early.nextTime(window.accumulator));
            }
        }
        return fireEnded(key, windows, due, newTime, out);
    }

    /** Looks at windows up to the first that goes on: the others end behind it. Returns when the next one is due. */
    private long fireEnded(K key, KeyedWindows<A> windows, long due, long newTime, Output<O> out) {
        KeyedWindow<A> head = null;
        long next = windows.triggersDue();
        boolean goesOn = false;
        for (KeyedWindow<A> window = windows.first(); window != null && !goesOn; window = window.next) {
            fireDue(key, window, due, newTime, out);
            if (expiryOf(window.last) > due) {
                head = head == null ? window : head;
                next = Math.min(next, dueOf(window));
            }
            goesOn = window.last > due && !window.ended;
        }
        windows.dropBefore(head);
        return next;
    }

    private void fireDue(K key, KeyedWindow<A> window, long due, long newTime, Output<O> out) {
        try {
            if (window.last <= due && emitsAtEnd) {
                end(key, window, newTime, out);
            } else if (hasTimer(window) && isTriggerDue(window, due)) {
                fireByTime(key, window, due, newTime, timingOf(window, due), out);
            }
        } catch (Throwable e) {
            throw failure(e, key, window.last);
        }
    }

    private void end(K key, KeyedWindow<A> window, long newTime, Output<O> out) throws Exception {
        if (!window.ended) {
            window.ended = true;
            boolean isLast = expiryOf(window.last) <= newTime;
            emit(key, window, emission.fire(window.accumulator), Timing.ON_TIME, isLast, out);
        }
    }

    private static Timing timingOf(KeyedWindow<?> window, long due) {
        if (due == window.last) {
            return Timing.ON_TIME;
        }
        return due < window.last ? Timing.EARLY : Timing.LATE;
    }

    private void fireByTime(K key, KeyedWindow<A> window, long due, long now, Timing timing, Output<O> out)
            throws Exception {
        R result = early.onTime(window.accumulator, view.of(window.start, window.last, due, now));
        if (isTriggerDue(window, due)) {
            throw new IllegalStateException("the trigger was called at " + EventTime.text(due)
                    + " and asks for that time, or one before, again; its nextTime() has to advance");
        }
        emit(key, window, result, timing, out);
    }

    /** At the end of time, too, a trigger that asks for nothing is not called. */
    private boolean isTriggerDue(KeyedWindow<A> window, long due) {
        long next = early.nextTime(window.accumulator);
        return next != Trigger.NEVER && next <= due;
    }

    /** Whether a trigger counts on the time of the windows. */
    private boolean hasTimer(KeyedWindow<A> window) {
        return early != null && !triggersByClock && !window.ended;
    }

    /** When something has to be done about a window: its trigger, or its end, or else its expiry. */
    private long dueOf(KeyedWindow<A> window) {
        long due = emitsAtEnd && !window.ended ? window.last : expiryOf(window.last);
        return hasTimer(window) ? Math.min(due, early.nextTime(window.accumulator)) : due;
    }

    @Override
    boolean onClock(long clockTime, Output<O> out) {
        if (!clockTimers.fire(clockTime, out, (key, hash, due) -> onClockTimer(key, hash, clockTime, out))) {
            return false;
        }
        wakeForTriggers();
        return true;
    }

    private void onClockTimer(K key, int hash, long clockTime, Output<O> out) {
        KeyedWindows<A> windows = windowsOfKeys.get(key, hash);
        long next = EventTime.MAX;
        for (KeyedWindow<A> w = windows == null ? null : windows.first(); w != null; w = w.next) {
            if (w.ended) {
                continue;
            }
            fireByClock(key, w, clockTime, out);
            next = Math.min(next, early.nextTime(w.accumulator));
        }
        if (next == EventTime.MAX) {
            clockTimers.clear(key, hash);
        } else {
            clockTimers.set(key, hash, next);
        }
    }

    private void fireByClock(K key, KeyedWindow<A> window, long clockTime, Output<O> out) {
        try {
            long due = early.nextTime(window.accumulator);
            if (due <= clockTime) {
                fireByTime(key, window, due, clockTime, window.last <= time() ? Timing.LATE : Timing.EARLY, out);
            }
        } catch (Throwable e) {
            throw failure(e, key, window.last);
        }
    }

    private void wakeForTriggers() {
        if (clockTimers.nextDue() != EventTime.MAX) {
            wakeAt(clockTimers.nextDue());
        }
    }

    private void emit(K key, KeyedWindow<A> window, R result, Timing timing, Output<O> out) {
        emit(key, window, result, timing, early != null && early.isFinal(window.accumulator), out);
    }

    private void emit(K key, KeyedWindow<A> window, R result, Timing timing, boolean isLast, Output<O> out) {
        if (result != null) {
            PaneInfo pane = PaneInfo.of(timing, window.emitted++, isLast);
            emit(out, key, window.startTime(), window.endTime(), window.last, result, pane);
        }
    }
}
