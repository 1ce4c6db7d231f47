package io.millrace.window.operator;

import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.operator.Outstanding;
import io.millrace.state.table.Cursor;
import io.millrace.state.table.Slice;
import io.millrace.state.table.TimerLadder;
import io.millrace.time.EventTime;
import io.millrace.window.spi.PaneInfo;
import io.millrace.window.spi.PaneInfo.Timing;
import java.time.Instant;
import java.util.Optional;

/**
 * A window behind each event, up to its timestamp. They are windows of all ends there are, of which only those are told
 * that have an event right before their end. A key has its events in the order of time, and is scheduled for the
 * next window that ends, or else for the last event's being of no more use.
 */
public final class TrailingWindowOperator<K, T, A, R, O> extends WindowOperator<K, T, A, R, O> {

    private final long size;

    /** What is emitted at each event, or null when windows emit at their ends. */
    private final UpdateFiring<A, R> updates;

    /** Whether a window emits one result at most, at an event. */
    private final boolean emitsOnce;

    /** The event being taken in waits for room: the next window to look at. */
    private long position;

    private boolean resuming;

    Slice<K, TrailingEvents<K, A>> eventsOfKeys;

    /** Keys by when something has to be done about their events. */
    private final TimerLadder<TrailingEvents<K, A>> timers = TimerLadder.exact();

    /**
     * An operator for one task.
     *
     * @param size the length of the windows in milliseconds, at least 1
     */
    public TrailingWindowOperator(long size, WindowLogic<K, T, A, R, O> logic) {
        super(logic);
        this.size = size;
        updates = emission.updates();
        emitsOnce = updates != null && updates.emitsOnce();
    }

    @Override
    public void open(OperatorContext operatorContext) {
        super.open(operatorContext);
        eventsOfKeys = operatorContext
                .<K>keyedState()
                .table("events", new TrailingEventsSerde<K, A>(accumulatorSerde()))
                .slice(0);
    }

    @Override
    void scheduleRestored() {
        for (Cursor<K, TrailingEvents<K, A>> keys = eventsOfKeys.cursor(); keys.next(); ) {
            TrailingEvents<K, A> events = keys.peek();
            events.of(keys.key(), keys.hash());
            timers.schedule(events, dueOf(events, timeOf(keys.hash())));
        }
    }

    @Override
    boolean process(T event, K key, int hash, long timestamp, Output<O> out) throws Exception {
        long time = timeOf(hash);
        if (!resuming && isLate(event, timestamp, time)) {
            return true;
        }
        TrailingEvents<K, A> events = eventsOfKeys.get(key, hash);
        if (!resuming) {
            if (events == null) {
                events = new TrailingEvents<>();
                events.of(key, hash);
                eventsOfKeys.put(key, hash, events);
            }
            position = firstToEmit(events, take(events, event, timestamp, time), time);
        }
        resuming = !emitUpdates(key, events, timestamp, time, out);
        if (!resuming) {
            drop(events, time);
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

    /** Adds an event and returns its position. */
    private long take(TrailingEvents<K, A> events, T event, long timestamp, long time) throws Exception {
        long at = events.positionOf(timestamp);
        if (events.has(at, timestamp)) {
            aggregate.add(events.part(at), event, timestamp);
            if (events.isCombined(at)) {
                A addition = aggregate.create();
                aggregate.add(addition, event, timestamp);
                events.added(at, addition);
            }
            return at;
        }
        TrailingEvents.Part<A> part = new TrailingEvents.Part<>(timestamp, aggregate.create());
        aggregate.add(part.accumulator, event, timestamp);
        boolean needsTimer = events.isEmpty() || isNextToEnd(events, at, timestamp, time);
        events.insert(at, part);
        if (needsTimer) {
            timers.scheduleNoLaterThan(events, dueOf(events, time));
        }
        return at;
    }

    private boolean isNextToEnd(TrailingEvents<K, A> events, long at, long timestamp, long time) {
        return updates == null && timestamp > time && (at == events.first() || events.get(at - 1).time <= time);
    }

    /** Where to begin among the windows that an event may change, of which it ends the first one. */
    private long firstToEmit(TrailingEvents<K, A> events, long at, long time) {
        boolean isKept = expiryOf(events.get(at).time) > time;
        if (isKept && !emitsOnce) {
            return at;
        }
        long firstTime = isKept ? events.get(at).time : firstKept(time);
        return emitsOnce ? TrailingEvents.positionOf(events.silent(), firstTime) : events.positionOf(firstTime);
    }

    /**
     * Emits what an event changes at once: windows that have ended but are kept, and where each update is told all that
     * hold it. Returns false when there is no room.
     */
    private boolean emitUpdates(K key, TrailingEvents<K, A> events, long timestamp, long time, Output<O> out)
            throws Exception {
        long last = updates == null ? Math.min(lastHolding(timestamp), time) : lastHolding(timestamp);
        PartQueue<TrailingEvents.Part<A>> parts = emitsOnce ? events.silent() : events.parts();
        while (position < parts.end() && parts.get(position).time <= last) {
            if (!out.hasRoom()) {
                return false;
            }
            TrailingEvents.Part<A> part = parts.get(position);
            long at = emitsOnce ? events.positionOf(part.time) : position;
            emit(key, part, result(events, at), part.time <= time ? Timing.LATE : Timing.EARLY, emitsOnce, out);
            if (emitsOnce && part.emitted > 0) {
                parts.remove(position);
            } else {
                position++;
            }
        }
        return true;
    }

    @Override
    boolean onTime(long newTime, Output<O> out) {
        return DueWork.fire(timers, newTime, out, events -> onTimer(events, newTime, out));
    }

    @Override
    long nextDue() {
        return timers.nextDue();
    }

    @Override
    public Optional<Outstanding> outstanding(Object key, int hash) {
        TrailingEvents<K, A> events = eventsOfKeys.peek(asKey(key), hash);
        boolean isEmpty = events == null || events.isEmpty();
        return Optional.of(isEmpty ? new Outstanding.Nothing() : outstanding(events, timeOf(hash)));
    }

    private Outstanding outstanding(TrailingEvents<K, A> events, long time) {
        long at = events.positionOf(EventTime.plus(time, 1));
        boolean ended = at == events.end();
        TrailingEvents.Part<A> part = ended || updates != null ? events.newest() : events.get(at);
        long start = startOf(part.time);
        return updates == null
                ? outstanding(part.accumulator, start, part.time, ended)
                : new Outstanding.WithEvent(start, EventTime.plus(part.time, 1), updates.waitsFor());
    }

    /** Does what is due at that time and no more, so that the results of all keys come in the order of time. */
    private void onTimer(TrailingEvents<K, A> events, long newTime, Output<O> out) {
        long due = events.due();
        eventsOfKeys.get(events.key(), events.hash()); // they are about to change
        try {
            if (updates == null) {
                end(events, due, newTime, out);
            }
            drop(events, due);
        } catch (Throwable e) {
            throw failure(e, events.key(), due);
        }
        if (events.isEmpty()) {
            eventsOfKeys.remove(events.key(), events.hash());
            timers.cancel(events);
        } else {
            timers.schedule(events, dueOf(events, due));
        }
    }

    private void end(TrailingEvents<K, A> events, long due, long newTime, Output<O> out) throws Exception {
        long at = events.positionOf(due);
        if (events.has(at, due)) {
            emit(events.key(), events.get(at), result(events, at), Timing.ON_TIME, expiryOf(due) <= newTime, out);
        }
    }

    private R result(TrailingEvents<K, A> events, long at) throws Exception {
        long before = EventTime.minus(events.get(at).time, size);
        long from = events.positionOf(before + 1);
        A combined = events.combined(aggregate, from, at + 1);
        return updates == null ? Emission.resultOf(aggregate, combined) : updates.resultOf(combined);
    }

    private void emit(K key, TrailingEvents.Part<A> part, R result, Timing timing, boolean isLast, Output<O> out) {
        if (result != null) {
            PaneInfo pane = PaneInfo.of(timing, part.emitted++, isLast);
            Instant start = Instant.ofEpochMilli(startOf(part.time));
            Instant end = Instant.ofEpochMilli(EventTime.plus(part.time, 1));
            emit(out, key, start, end, part.time, result, pane);
        }
    }

    private void drop(TrailingEvents<K, A> events, long time) throws Exception {
        long kept = events.first();
        while (kept < events.end() && useOf(events.get(kept).time) <= time) {
            kept++;
        }
        if (kept > events.first()) {
            events.dropBefore(kept);
        }
    }

    /** When something has to be done about a key's events: a window ends, or else all have been of use. */
    private long dueOf(TrailingEvents<K, A> events, long time) {
        if (updates == null && events.newest().time > time) {
            return events.get(events.positionOf(time + 1)).time;
        }
        return useOf(events.newest().time);
    }

    /** The first timestamp of the window that ends with one. */
    private long startOf(long timestamp) {
        return Math.max(EventTime.minus(timestamp, size - 1), PaneGrid.FIRST_TIMESTAMP);
    }

    /** The end of the last window that holds a timestamp. */
    private long lastHolding(long timestamp) {
        return EventTime.plus(timestamp, size - 1);
    }

    /** Of the windows that are kept, when it is that time, the first ends there or behind it. */
    private long firstKept(long time) {
        return EventTime.plus(EventTime.minus(time, lateness()), 1);
    }

    /** Until when a timestamp is of use to any window. */
    private long useOf(long timestamp) {
        return expiryOf(lastHolding(timestamp));
    }
}
