package io.millrace.window.operator;

import io.millrace.metrics.Account;
import io.millrace.operator.Batch;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Outstanding;
import io.millrace.state.table.Shown;
import io.millrace.state.table.StateTable;
import io.millrace.state.table.TimerLadder;
import io.millrace.time.EventTime;
import io.millrace.window.spi.PaneInfo;
import io.millrace.window.spi.PaneInfo.Timing;
import io.millrace.window.spi.Trigger;
import io.millrace.window.spi.WindowAssigner;
import java.util.List;

/**
 * Windows that a key has for itself, such as sessions, and any windows that emit when they like. A window is scheduled
 * when it begins, and not while it grows: when its time comes near it turns out to be due later.
 */
class KeyedWindows<K, T, A, R> extends WindowKind<K, T, A, R> {

    private final WindowAssigner<? super T> assigner;
    private final boolean merges;
    private final boolean needsTimestamps;
    private final boolean isPlain;

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
    private KeyedPane<K, A> latest;

    KeyedPanes<K, A> windows;

    /** When something has to be done about the windows, by the time that they go by. */
    final TimerLadder<KeyedPane<K, A>> timers = new TimerLadder<>(this::dueOf);

    /** When triggers are to be called, by the clock. */
    private final TimerLadder<KeyedPane.ClockTimer<K, A>> clockTimers =
            new TimerLadder<>(timer -> clockDueOf(timer.window));

    /** How many windows have been told as they were to be, and are over. */
    private long ended;

    /** Null where an event may do more than change its window. */
    private GrowingSessions<K, T, A> growing;

    /** The first windows of the keys of rows that are taken one by one. */
    private final RowLookUp<K, KeyedPane<K, A>> ahead = new RowLookUp<>();

    /** By input; for growing sessions. */
    private List<Adder<K, T, A>> adders;

    /** An operator for one task. */
    KeyedWindows(WindowAssigner<? super T> assigner, WindowLogic<K, T, A, R, ?> logic) {
        super(logic);
        this.assigner = assigner;
        merges = assigner.mergesWindows();
        needsTimestamps = assigner.needsTimestamps();
        isPlain = emission.isPlain();
        triggersByClock = usesClockToo();
        emitsAtEnd = emission.emitsAtEnd();
        emitsWhileProcessing = !isPlain || lateness() > 0;
    }

    @Override
    void open(OperatorContext operatorContext) {
        super.open(operatorContext);
        StateTable<K, KeyedPane<K, A>> table =
                operatorContext.<K>keyedState().table("windows", new KeyedPane.ListSerde<K, A>(accumulatorSerde()));
        table.shownBy(KeyedPane.shown(aggregate, Shown::span));
        windows = new KeyedPanes<>(table, aggregate, this::removed);
        if (assigner instanceof Assigners.Gap sessions && isPlain) {
            growing = new GrowingSessions<>(sessions.gap(), windows.firsts());
            adders = adders(operatorContext);
        }
    }

    @Override
    void takeFrom(int input) {
        super.takeFrom(input);
        if (growing != null) {
            growing.addBy(adders.get(input));
        }
    }

    /** Adds the first window of a key. */
    final void add(KeyedPane<K, A> window) {
        windows.add(window);
        timers.schedule(window, dueOf(window));
    }

    private void removed(KeyedPane<K, A> window) {
        timers.cancel(window);
        if (window.clockTimer != null) {
            clockTimers.cancel(window.clockTimer);
        }
    }

    @Override
    void restored() throws Exception {
        super.restored();
        windows.restored(window -> {
            if (merges && window.next != null && window.next.touches(window.start, window.last)) {
                throw KeyedPane.damaged("two windows of key " + window.key + " would have merged, that from "
                        + window.startTime() + " and that from " + window.next.startTime());
            }
            timers.schedule(window, dueOf(window));
            if (triggersByClock) {
                setClockTimer(window, clockDueOf(window));
            }
        });
        wakeForTriggers();
    }

    @Override
    int takeRun(Batch<T> batch, K[] keys, int from) throws Exception {
        if (growing != null && !isUneven()) {
            return growing.takeRun(batch, keys, from, time());
        }
        if (from == 0 && windows.firsts().isLarge()) {
            readAhead(batch, keys);
        }
        return from;
    }

    private void readAhead(Batch<T> batch, K[] keys) throws Exception {
        ahead.find(windows.firsts(), batch, keys, 0, batch.size());
        ahead.read(batch.size());
        ahead.forget(0, batch.size());
    }

    @Override
    Taken process(T event, K key, int hash, long timestamp) throws Exception {
        if (!resuming) {
            assign(event, timestamp);
            if (assigned.isEmpty()) {
                skip(event, timestamp, hash);
                return Taken.NOT;
            }
        }
        for (; !assigned.isDone(); assigned.next()) {
            if (emitsWhileProcessing && !hasRoom()) {
                resuming = true;
                return Taken.WAITS;
            }
            taken |= take(key, hash, event, timestamp);
        }
        if (!taken) {
            late(event, timestamp);
        }
        resuming = false;
        return taken ? Taken.IN : Taken.NOT;
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
    private boolean take(K key, int hash, T event, long timestamp) throws Exception {
        KeyedPane<K, A> window = windowFor(key, hash, assigned.start(), assigned.last());
        if (window == null) {
            return false;
        }
        adding().add(window.accumulator, event, timestamp);
        if (emitsAtEnd) {
            updateEnd(window);
        }
        if (!isPlain && !window.ended) {
            fireEarly(window, timestamp);
        }
        return true;
    }

    /** The window, or null when it is over: a window that merges is not while one that it touches is not. */
    private KeyedPane<K, A> windowFor(K key, int hash, long start, long last) throws Exception {
        KeyedPane<K, A> any = windows.any(key, hash);
        KeyedPane<K, A> window = any == null ? null : existing(any, start, last);
        if (window != null || expiryOf(last) <= timeOf(hash)) {
            return window;
        }
        window = new KeyedPane<>(start, last, aggregate.create());
        window.of(key, hash);
        windows.add(window, any, merges || latest == null || !latest.isBefore(start, last) ? null : latest);
        timers.schedule(window, dueOf(window));
        latest = window;
        return window;
    }

    private KeyedPane<K, A> existing(KeyedPane<K, A> any, long start, long last) throws Exception {
        if (merges) {
            return windows.absorb(start, last, any);
        }
        KeyedPane<K, A> before = latest != null && latest.isBefore(start, last) ? latest : null;
        KeyedPane<K, A> window = windows.find(start, last, any, before);
        if (window != null && window.chunk != null) {
            windows.touch(window);
        }
        latest = window == null ? before : window;
        return window;
    }

    /** A window that is over but still kept emits again at once; one that has outgrown its end has to end again. */
    private void updateEnd(KeyedPane<K, A> window) throws Exception {
        if (window.last <= timeOf(window.hash)) {
            window.ended = true;
            emit(window, emission.fire(window.accumulator), Timing.LATE);
        } else if (window.ended) {
            window.ended = false;
            timers.scheduleNoLaterThan(window, window.last);
        }
    }

    private void fireEarly(KeyedPane<K, A> window, long timestamp) throws Exception {
        long now = triggersByClock ? now() : timeOf(window.hash);
        R result = emission.onEvent(window.accumulator, view.of(window.start, window.last, timestamp, now));
        emit(window, result, window.last <= timeOf(window.hash) ? Timing.LATE : Timing.EARLY);
        long due = emission.nextTime(window.accumulator);
        if (triggersByClock) {
            setClockTimer(window, due);
            wakeForTriggers();
        } else if (due != Trigger.NEVER) {
            timers.scheduleNoLaterThan(window, due);
        }
    }

    private void setClockTimer(KeyedPane<K, A> window, long due) {
        if (due != Trigger.NEVER) {
            if (window.clockTimer == null) {
                window.clockTimer = new KeyedPane.ClockTimer<>(window);
            }
            clockTimers.scheduleNoLaterThan(window.clockTimer, due);
        }
    }

    @Override
    boolean onTime(long newTime) {
        return fireDue(timers, newTime, window -> onTimer(window, newTime));
    }

    @Override
    Outstanding outstanding(K key, int hash) {
        Outstanding found = new Outstanding.Nothing();
        KeyedPane<K, A> window =
                emitsAtEnd ? windows.peekBehind(key, hash, timeOf(hash)) : windows.peekFirst(key, hash);
        for (; window != null && !found.isDue(); window = window.next) {
            found = outstanding(window.accumulator, window.start, window.last, window.ended);
        }
        return found;
    }

    /** Each has a timer, without which nobody would tell it. */
    @Override
    Account.Held held() {
        return new Account.Held("windows", windows.begun(), ended + windows.merged(), timers.size());
    }

    @Override
    long nextDue() {
        return timers.nextDue();
    }

    /** Does what is due at that time and no more, so that the results of all keys come in the order of time. */
    final void onTimer(KeyedPane<K, A> window, long newTime) {
        long due = window.due();
        windows.touch(window);
        try {
            if (window.last <= due && emitsAtEnd) {
                end(window, newTime);
            } else if (hasTimer(window) && isTriggerDue(window, due)) {
                fireByTime(window, due, newTime, timingOf(window, due));
            }
        } catch (Throwable e) {
            throw failure(e, window.key, window.last);
        }
        if (expiryOf(window.last) <= due) {
            // one whose end has not been told is gone too early
            ended += window.ended || !emitsAtEnd ? 1 : 0;
            windows.remove(window);
        }
    }

    private void end(KeyedPane<K, A> window, long newTime) throws Exception {
        if (!window.ended) {
            window.ended = true;
            boolean isLast = expiryOf(window.last) <= newTime;
            emit(window, emission.fire(window.accumulator), Timing.ON_TIME, isLast);
        }
    }

    private static Timing timingOf(KeyedPane<?, ?> window, long due) {
        if (due == window.last) {
            return Timing.ON_TIME;
        }
        return due < window.last ? Timing.EARLY : Timing.LATE;
    }

    private void fireByTime(KeyedPane<K, A> window, long due, long now, Timing timing) throws Exception {
        R result = emission.onTime(window.accumulator, view.of(window.start, window.last, due, now));
        if (isTriggerDue(window, due)) {
            throw new IllegalStateException("the trigger was called at " + EventTime.text(due)
                    + " and asks for that time, or one before, again; its nextTime() has to advance");
        }
        emit(window, result, timing);
    }

    /** At the end of time, too, a trigger that asks for nothing is not called. */
    private boolean isTriggerDue(KeyedPane<K, A> window, long due) {
        long next = emission.nextTime(window.accumulator);
        return next != Trigger.NEVER && next <= due;
    }

    /** Whether a trigger counts on the time of the windows. */
    private boolean hasTimer(KeyedPane<K, A> window) {
        return !isPlain && !triggersByClock && !window.ended;
    }

    /** When something has to be done about a window: its trigger, or its end, or else its expiry. */
    private long dueOf(KeyedPane<K, A> window) {
        long due = emitsAtEnd && !window.ended ? window.last : expiryOf(window.last);
        return hasTimer(window) ? Math.min(due, emission.nextTime(window.accumulator)) : due;
    }

    private long clockDueOf(KeyedPane<K, A> window) {
        return window.ended ? Trigger.NEVER : emission.nextTime(window.accumulator);
    }

    @Override
    boolean onClock(long clockTime) {
        if (!fireDue(clockTimers, clockTime, due -> fireByClock(due, clockTime))) {
            return false;
        }
        wakeForTriggers();
        return true;
    }

    private void fireByClock(KeyedPane.ClockTimer<K, A> timer, long clockTime) {
        KeyedPane<K, A> window = timer.window;
        windows.touch(window);
        try {
            Timing timing = window.last <= timeOf(window.hash) ? Timing.LATE : Timing.EARLY;
            fireByTime(window, timer.due(), clockTime, timing);
        } catch (Throwable e) {
            throw failure(e, window.key, window.last);
        }
    }

    private void wakeForTriggers() {
        if (clockTimers.nextDue() != EventTime.MAX) {
            wakeAt(clockTimers.nextDue());
        }
    }

    private void emit(KeyedPane<K, A> window, R result, Timing timing) throws Exception {
        emit(window, result, timing, emission.isFinal(window.accumulator));
    }

    private void emit(KeyedPane<K, A> window, R result, Timing timing, boolean isLast) throws Exception {
        if (result != null) {
            PaneInfo pane = PaneInfo.of(timing, window.emitted++, isLast);
            emit(window.key, window.startTime(), window.endTime(), window.last, result, pane);
        }
    }
}
