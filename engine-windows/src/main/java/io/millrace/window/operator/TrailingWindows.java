package io.millrace.window.operator;

import io.millrace.operator.Batch;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Outstanding;
import io.millrace.state.table.TimerLadder;
import io.millrace.time.EventTime;
import io.millrace.window.spi.PaneInfo;
import io.millrace.window.spi.PaneInfo.Timing;
import java.time.Instant;
import java.util.Arrays;

/**
 * A window behind each event, up to its timestamp. They are windows of all ends there are, of which only those are told
 * that have an event right before their end: each pane of a key's {@link Sequence} ends one. A key is scheduled for the
 * next window that ends, or else for the last event's being of no more use.
 */
final class TrailingWindows<K, T, A, R> extends WindowKind<K, T, A, R> {

    private final long size;

    /** Whether windows emit at their ends, and not at events. */
    private final boolean isPlain;

    /** Whether a window emits one result at most, at an event. */
    private final boolean emitsOnce;

    KeyedPanes<K, A> panes;

    /** Keys by when something has to be done about their events. */
    private final TimerLadder<Sequence<K, T, A>> timers = new TimerLadder<>(this::dueOf);

    private Adder<K, T, A> adder;

    /** Panes of the keys of the rows, one of each. */
    private final RowLookUp<K, KeyedPane<K, A>> found = new RowLookUp<>();

    /** By row. */
    private A[] accumulators = RowLookUp.newArray(0);

    /** Whether the pane that was found is a new one. */
    private boolean isNew;

    /** Of the event that is taken in. */
    private Sequence<K, T, A> sequence;

    /** Of the windows that it changes the next one to look at; null when there is none. */
    private KeyedPane<K, A> position;

    private boolean resuming;

    /**
     * An operator for one task.
     *
     * @param size the length of the windows in milliseconds, at least 1
     */
    TrailingWindows(long size, WindowLogic<K, T, A, R, ?> logic) {
        super(logic);
        this.size = size;
        isPlain = emission.isPlain();
        emitsOnce = emission.emitsOnce();
    }

    @Override
    void open(OperatorContext operatorContext) {
        super.open(operatorContext);
        adder = Adder.of(aggregate, operatorContext);
        panes = KeyedPanes.sequences(
                operatorContext.<K>keyedState().table("events", new KeyedPane.ListSerde<K, A>(accumulatorSerde())),
                () -> Combination.<T, A>of(aggregate));
    }

    @Override
    void restored() throws Exception {
        super.restored();
        panes.restored(pane -> {
            if (pane.start != pane.last) {
                throw KeyedPane.damaged("events of key " + pane.key + " are of several timestamps in one");
            }
            Sequence<K, T, A> restored = Sequence.of(pane);
            restored.silent += pane.emitted == 0 ? 1 : 0;
            if (pane == restored.latest()) {
                restored.next = isPlain ? restored.behind(timeOf(pane.hash)) : null;
                timers.schedule(restored, dueOf(restored));
            }
        });
    }

    @Override
    boolean process(T event, K key, int hash, long timestamp) throws Exception {
        long time = timeOf(hash);
        if (!resuming) {
            if (isLate(event, timestamp, time)) {
                return true;
            }
            KeyedPane<K, A> pane = paneFor(panes.any(key, hash), key, hash, timestamp, time);
            sequence = Sequence.of(pane);
            aggregate.add(pane.accumulator, event, timestamp);
            sequence.update(pane, isNew, event, timestamp);
            position = firstToEmit(pane, time);
        }
        resuming = !emitUpdates(timestamp, time);
        if (!resuming) {
            sequence.dropUpTo(lastOfNoUse(time));
        }
        return !resuming;
    }

    /** Whether all windows that could hold the event are over, told by an event or not. */
    private boolean isLate(T event, long timestamp, long time) {
        if (timestamp == EventTime.NONE) {
            throw withoutTimestamp();
        }
        if (useOf(timestamp) > time) {
            return false;
        }
        late(event, timestamp);
        return true;
    }

    /**
     * The rows that windows to come end behind, where those emit at their ends: one look-up after the other, then one pane
     * after the other, and then one addition after the other. No window that has been looked at holds them.
     */
    @Override
    int takeRun(Batch<T> batch, K[] keys, int from) throws Exception {
        int end = from;
        long time = time();
        if (isPlain && !isUneven()) {
            while (end < batch.size() && batch.timestamp(end) > time) {
                end++;
            }
        }
        if (end > from) {
            found.find(panes.firsts(), batch, keys, from, end);
            findPanes(batch, keys, from, end, time);
            adder.add(batch, keys, accumulators, from, end);
            Arrays.fill(accumulators, from, end, null); // may be large, and the next batch may be long in coming
            found.forget(from, end);
        }
        return end;
    }

    private void findPanes(Batch<T> batch, K[] keys, int from, int end, long time) {
        if (accumulators.length < end) {
            accumulators = RowLookUp.newArray(batch.capacity());
        }
        int row = from;
        try {
            for (; row < end; row++) {
                KeyedPane<K, A> any = found.at(row) == null ? panes.any(keys[row], batch.hash(row)) : found.at(row);
                accumulators[row] = paneFor(any, keys[row], batch.hash(row), batch.timestamp(row), time).accumulator;
            }
        } catch (Throwable e) {
            throw failure(e, keys[row], batch, row);
        }
    }

    /**
     * The pane of a timestamp, which is going to change.
     *
     * @param any some pane of the key, or null where it has none
     */
    private KeyedPane<K, A> paneFor(KeyedPane<K, A> any, K key, int hash, long timestamp, long time) throws Exception {
        Sequence<K, T, A> events = any == null ? null : Sequence.of(any);
        KeyedPane<K, A> before = any == null ? null : events.floor(timestamp);
        isNew = before == null || before.last != timestamp;
        if (!isNew) {
            events.touch(before);
            return before;
        }
        KeyedPane<K, A> pane = new KeyedPane<>(timestamp, timestamp, aggregate.create());
        pane.of(key, hash);
        if (any == null) {
            panes.add(pane);
        } else {
            events.insert(before, pane);
        }
        schedule(Sequence.of(pane), pane, time);
        return pane;
    }

    private void schedule(Sequence<K, T, A> events, KeyedPane<K, A> pane, long time) {
        events.silent++;
        pane.ended = pane.last <= time;
        if (isPlain && !pane.ended && (events.next == null || pane.last < events.next.last)) {
            events.next = pane;
        }
        timers.scheduleNoLaterThan(events, dueOf(events));
    }

    /** Where to begin among the windows that an event may change, of which it ends the first one. */
    private KeyedPane<K, A> firstToEmit(KeyedPane<K, A> pane, long time) {
        if (expiryOf(pane.last) > time) {
            return pane;
        }
        return sequence.behind(EventTime.minus(time, lateness()));
    }

    /**
     * Emits what an event changes at once: windows that have ended but are kept, and where each update is told all that
     * hold it. Returns false when there is no room.
     */
    private boolean emitUpdates(long timestamp, long time) throws Exception {
        long last = isPlain ? Math.min(lastHolding(timestamp), time) : lastHolding(timestamp);
        for (; position != null && position.last <= last; position = position.next) {
            if (emitsOnce && sequence.silent == 0) {
                break;
            }
            if (!hasRoom()) {
                return false;
            }
            if (!emitsOnce || position.emitted == 0) {
                sequence.touch(position);
                emitUpdate(position, position.last <= time ? Timing.LATE : Timing.EARLY);
            }
        }
        position = null;
        return true;
    }

    private void emitUpdate(KeyedPane<K, A> pane, Timing timing) throws Exception {
        A combined = sequence.combined(lastBefore(pane), pane);
        R result = emission.resultOf(combined);
        if (result == null) {
            return;
        }
        boolean wasTold = isPlain && !pane.ended;
        emit(pane, result, PaneInfo.of(timing, pane.emitted + (wasTold ? 1 : 0), emitsOnce));
        sequence.silent -= pane.emitted == 0 ? 1 : 0;
        pane.emitted++;
    }

    @Override
    boolean onTime(long newTime) {
        return fireDue(timers, newTime, events -> onTimer(events, newTime));
    }

    @Override
    long nextDue() {
        return timers.nextDue();
    }

    @Override
    Outstanding outstanding(K key, int hash) {
        KeyedPane<K, A> any = panes.peekFirst(key, hash);
        return any == null ? new Outstanding.Nothing() : outstanding(Sequence.of(any), timeOf(hash));
    }

    private Outstanding outstanding(Sequence<K, T, A> events, long time) {
        KeyedPane<K, A> next = events.behind(time);
        KeyedPane<K, A> pane = next == null || !isPlain ? events.latest() : next;
        long start = startOf(pane.last);
        return isPlain
                ? outstanding(pane.accumulator, start, pane.last, next == null)
                : new Outstanding.WithEvent(start, EventTime.plus(pane.last, 1), emission.waitsFor());
    }

    /**
     * Does what is due at that time and no more, so that the results of all keys come in the order of time. What a window
     * tells at its end does not change its pane, which need not be looked up for that.
     */
    private void onTimer(Sequence<K, T, A> events, long newTime) {
        long due = events.due();
        try {
            if (events.next != null && events.next.last <= due) {
                end(events, events.next, newTime);
                events.next = events.next.next;
            }
            events.dropUpTo(lastOfNoUse(due));
        } catch (Throwable e) {
            throw failure(e, events.key, due);
        }
        if (events.isEmpty()) {
            timers.cancel(events);
        } else {
            timers.schedule(events, dueOf(events));
        }
    }

    private void end(Sequence<K, T, A> events, KeyedPane<K, A> pane, long newTime) throws Exception {
        R result = emission.resultOf(events.combined(lastBefore(pane), pane));
        emit(pane, result, PaneInfo.of(Timing.ON_TIME, 0, expiryOf(pane.last) <= newTime));
    }

    private void emit(KeyedPane<K, A> pane, R result, PaneInfo info) {
        emit(pane.key, Instant.ofEpochMilli(startOf(pane.last)), pane.endTime(), pane.last, result, info);
    }

    /** When something has to be done about a key's events: a window ends, or else all have been of use. */
    private long dueOf(Sequence<K, T, A> events) {
        return events.next != null ? events.next.last : useOf(events.latest().last);
    }

    /** The last timestamp before the window that ends with a pane. */
    private long lastBefore(KeyedPane<?, ?> pane) {
        return EventTime.minus(pane.last, size);
    }

    /** The first timestamp of the window that ends with one. */
    private long startOf(long timestamp) {
        return Math.max(EventTime.minus(timestamp, size - 1), PaneGrid.FIRST_TIMESTAMP);
    }

    /** The end of the last window that holds a timestamp. */
    private long lastHolding(long timestamp) {
        return EventTime.plus(timestamp, size - 1);
    }

    /** Until when a timestamp is of use to any window. */
    private long useOf(long timestamp) {
        return expiryOf(lastHolding(timestamp));
    }

    /** The last timestamp that is of no use to any window, when it is that time. */
    private long lastOfNoUse(long time) {
        return time == EventTime.MAX ? time : EventTime.minus(EventTime.minus(time, lateness()), size - 1);
    }
}
