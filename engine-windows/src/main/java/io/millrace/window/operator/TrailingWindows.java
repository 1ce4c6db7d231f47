package io.millrace.window.operator;

import io.millrace.metrics.Account;
import io.millrace.operator.Batch;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Outstanding;
import io.millrace.state.serde.Serde;
import io.millrace.state.table.Shown;
import io.millrace.state.table.TimerLadder;
import io.millrace.time.EventTime;
import io.millrace.window.spi.PaneInfo;
import io.millrace.window.spi.PaneInfo.Timing;
import java.time.Instant;

/**
 * A window behind each event, up to its timestamp. They are windows of all ends there are, of which only those are told
 * that have an event right before their end: each part of a key's {@link Sequence} ends one. A key is scheduled for the
 * next window that ends, or else for the last event's being of no more use.
 */
final class TrailingWindows<K, T, A, R> extends WindowKind<K, T, A, R> {

    private final long size;

    /** Whether windows emit at their ends, and not at events. */
    private final boolean isPlain;

    /** Whether a window emits one result at most, at an event. */
    private final boolean emitsOnce;

    Sequences<K, T, A> sequences;

    /** Keys by when something has to be done about their events. */
    private final TimerLadder<Sequence<K, T, A>> timers = new TimerLadder<>(this::dueOf);

    /** The youngest runs of the keys of the rows. */
    private final RowLookUp<K, Run<K, T, A>> found = new RowLookUp<>();

    /** Of the event that is taken in. */
    private Sequence<K, T, A> sequence;

    /** Of the windows that it changes the next one to look at. */
    private final Position<K, T, A> position = new Position<>();

    /** Of an event, or of the window that ends. */
    private final Position<K, T, A> part = new Position<>();

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
        Layout<A> layout = new Layout<>(aggregate);
        Serde<Run<K, T, A>> runs = new Run.RunSerde<>(layout, accumulatorSerde());
        sequences = new Sequences<>(
                operatorContext.<K>keyedState().table("events", runs).shownBy(Run.shown(aggregate, Shown::time)),
                layout,
                () -> Combination.of(aggregate, layout));
    }

    @Override
    void restored() throws Exception {
        super.restored();
        sequences.restored(events -> {
            events.seekBehind(part, isPlain ? timeOf(events.hash) : EventTime.MAX);
            events.next = part.isEnd() ? EventTime.NONE : part.time();
            timers.schedule(events, dueOf(events));
        });
    }

    @Override
    Taken process(T event, K key, int hash, long timestamp) throws Exception {
        long time = timeOf(hash);
        if (!resuming) {
            if (isLate(event, timestamp, time)) {
                return Taken.NOT;
            }
            Run<K, T, A> run = sequences.youngest().get(key, hash);
            sequence = run == null ? sequences.begin(key, hash) : run.sequence;
            boolean isNew = take(sequence, event, timestamp, time);
            sequence.update(part, isNew, adding(), event, timestamp);
            position.set(part);
            if (expiryOf(timestamp) <= time) {
                sequence.seekBehind(position, EventTime.minus(time, lateness()));
            }
        }
        resuming = !emitUpdates(timestamp, time);
        if (!resuming) {
            sequence.dropUpTo(lastOfNoUse(time));
        }
        return resuming ? Taken.WAITS : Taken.IN;
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
     * The rows that windows to come end behind, where those emit at their ends: one look-up after the other, and then one
     * addition after the other. No window that has been looked at holds them.
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
            found.find(sequences.youngest(), batch, keys, from, end);
            take(batch, keys, from, end, time);
            found.forget(from, end);
        }
        return end;
    }

    private void take(Batch<T> batch, K[] keys, int from, int end, long time) {
        int row = from;
        try {
            for (; row < end; row++) {
                Run<K, T, A> run = found.at(row);
                if (run == null) {
                    run = sequences.youngest().get(keys[row], batch.hash(row));
                }
                Sequence<K, T, A> events = run == null ? sequences.begin(keys[row], batch.hash(row)) : run.sequence;
                take(events, batch.value(row), batch.timestamp(row), time);
            }
        } catch (Throwable e) {
            throw failure(e, keys[row], batch, row);
        }
    }

    /** Adds an event to the part of its timestamp; returns whether it is the first there. */
    private boolean take(Sequence<K, T, A> events, T event, long timestamp, long time) throws Exception {
        events.seek(part, timestamp);
        boolean isNew = part.isEnd() || part.time() != timestamp;
        if (isNew) {
            A accumulator = sequences.layout().empty(Layout.PART);
            adding().add(accumulator, event, timestamp);
            events.insert(part, timestamp, !isPlain || timestamp <= time, accumulator);
            timers.scheduleNoLaterThan(events, dueOf(events));
        } else {
            events.touch(part);
            A accumulator = part.get();
            adding().add(accumulator, event, timestamp);
            part.run.rows.setAccumulator(part.row, 0, accumulator);
        }
        return isNew;
    }

    /**
     * Emits what an event changes at once: windows that have ended but are kept, and where each update is told all that
     * hold it. Returns false when there is no room.
     */
    private boolean emitUpdates(long timestamp, long time) throws Exception {
        long last = isPlain ? Math.min(lastHolding(timestamp), time) : lastHolding(timestamp);
        for (; !position.isEnd() && position.time() <= last; position.next()) {
            if (emitsOnce && sequence.silent == 0) {
                break;
            }
            if (!hasRoom()) {
                return false;
            }
            if (!emitsOnce || position.run.emitted(position.row) == 0) {
                emitUpdate(position.time() <= time ? Timing.LATE : Timing.EARLY);
            }
        }
        return true;
    }

    private void emitUpdate(Timing timing) throws Exception {
        R result = emission.fire(combined(sequence, position));
        if (result != null) {
            boolean wasTold = !position.run.isOver(position.row);
            int index = position.run.emitted(position.row) + (wasTold ? 1 : 0);
            emit(sequence, position.time(), result, PaneInfo.of(timing, index, emitsOnce));
            sequence.countEmitted(position);
        }
    }

    @Override
    boolean onTime(long newTime) {
        return fireDue(timers, newTime, events -> onTimer(events, newTime));
    }

    /** Each key has a timer, without which nobody would tell its windows. */
    @Override
    Account.Held held() {
        Account.Held keys = sequences.held();
        return new Account.Held(keys.what(), keys.begun(), keys.ended(), Math.min(keys.kept(), timers.size()));
    }

    @Override
    long nextDue() {
        return timers.nextDue();
    }

    @Override
    Outstanding outstanding(K key, int hash) {
        Run<K, T, A> run = sequences.youngest().peek(key, hash);
        return run == null ? new Outstanding.Nothing() : outstanding(run.sequence, timeOf(hash));
    }

    private Outstanding outstanding(Sequence<K, T, A> events, long time) {
        Position<K, T, A> next = new Position<>();
        events.seekBehind(next, time);
        boolean ended = next.isEnd();
        if (ended || !isPlain) {
            events.toLast(next);
        }
        long last = next.time();
        return isPlain
                ? outstanding(next.get(), startOf(last), last, ended)
                : new Outstanding.WithEvent(startOf(last), EventTime.plus(last, 1), emission.waitsFor());
    }

    /**
     * Does what is due at that time and no more, so that the results of all keys come in the order of time. What a window
     * tells at its end does not change its part, whose run need not be looked up for that.
     */
    private void onTimer(Sequence<K, T, A> events, long newTime) {
        long due = events.due();
        try {
            if (events.next != EventTime.NONE && events.next <= due) {
                end(events, newTime);
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

    private void end(Sequence<K, T, A> events, long newTime) throws Exception {
        events.seek(part, events.next);
        R result = emission.fire(combined(events, part));
        emit(events, part.time(), result, PaneInfo.of(Timing.ON_TIME, 0, expiryOf(part.time()) <= newTime));
        part.next();
        events.next = part.isEnd() ? EventTime.NONE : part.time();
    }

    /** What the window gives that ends with a part. */
    private A combined(Sequence<K, T, A> events, Position<K, T, A> last) throws Exception {
        return events.combined(EventTime.minus(last.time(), size), last);
    }

    private void emit(Sequence<K, T, A> events, long last, R result, PaneInfo info) throws Exception {
        Instant end = Instant.ofEpochMilli(EventTime.plus(last, 1));
        emit(events.key, Instant.ofEpochMilli(startOf(last)), end, last, result, info);
    }

    /** When something has to be done about a key's events: a window ends, or else all have been of use. */
    private long dueOf(Sequence<K, T, A> events) {
        return events.next != EventTime.NONE ? events.next : useOf(events.latest());
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
