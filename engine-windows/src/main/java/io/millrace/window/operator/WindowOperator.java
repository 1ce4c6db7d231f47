package io.millrace.window.operator;

import io.millrace.function.Fn;
import io.millrace.metrics.Counter;
import io.millrace.operator.Aggregate;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.OperatorException;
import io.millrace.operator.Output;
import io.millrace.operator.Outstanding;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.Type;
import io.millrace.state.table.GroupProgress;
import io.millrace.state.table.KeyGroups;
import io.millrace.time.EventTime;
import io.millrace.window.spi.PaneInfo;
import java.time.Instant;
import java.util.Objects;

/**
 * Goes through batches row by row, pausing when there is no more room; knows what time it is for the windows, the late
 * stream, and how errors are told.
 *
 * <p>Windows that go by the clock take each event at the time of its coming, and time is then one millisecond behind
 * the clock, so that none is ever late.
 */
public abstract class WindowOperator<K, T, A, R, O> implements Operator<T, O> {

    /** The name of the side output that late events go to, and of their count. */
    public static final String LATE = "late";

    /** What counts the events that belong to no window at all. */
    static final String SKIPPED = "skipped";

    final Emission<? super T, A, R> emission;
    final Aggregate<? super T, A, R> aggregate;

    private final Fn<? super T, ? extends K> keyOf;
    private final ResultFactory<? super K, ? super R, ? extends O> results;
    private final long lateness;
    private final Type<?> events;
    private final boolean byClock;
    private final boolean readsClock;
    private OperatorContext context;
    private GroupProgress progress;

    /** Null where no trigger goes by the clock though the windows do not. */
    private TriggerClock triggerClock;

    private Output<T> late;
    private Counter lateCount;
    private Counter skippedCount;
    private KeyReader<K, T> keyReader;

    /** Of the rows of the batch. */
    private K[] keys = newArray(0);

    private int row;

    /** Whether a batch is being processed, and waits for room. */
    private boolean resuming;

    /** How far the time of the windows is: what ends at or before it has ended. */
    private long time = EventTime.NONE;

    /** Whether key groups differ in how far time is for them, as after a restore; looked at for each event. */
    private boolean uneven;

    /** By how much the time of windows that go by the clock is ahead of it, since they were restored. */
    private long ahead;

    /** The time of the clock, as far as it has been noticed; it never goes back. */
    private long now = EventTime.NONE;

    WindowOperator(WindowLogic<K, T, A, R, O> logic) {
        emission = logic.emission();
        aggregate = emission.aggregate();
        keyOf = logic.key();
        results = logic.results();
        lateness = logic.lateness();
        byClock = logic.byClock();
        events = logic.events();
        readsClock = byClock || usesClockToo();
    }

    @Override
    public void open(OperatorContext operatorContext) {
        context = operatorContext;
        keyReader = KeyReader.of(keyOf, context);
        late = context.sideOutput(LATE);
        lateCount = context.metrics().counter(LATE);
        skippedCount = context.metrics().counter(SKIPPED);
        progress = context.keyedState().progress("time");
        if (usesClockToo()) {
            triggerClock = new TriggerClock(context);
        }
    }

    @Override
    public void onRestored() throws Exception {
        time = progress.common();
        uneven = !progress.isEven();
        if (triggerClock != null) {
            triggerClock.restored();
        }
        scheduleRestored();
        if (byClock && time != EventTime.NONE) {
            // The clock may be behind now: no event is late, what has fired does not fire again, and time goes on from
            // there.
            ahead = Math.max(0, EventTime.minus(EventTime.plus(time, 1), context.processingTime()));
            noticeClock(clockTime());
        }
        scheduleNext();
    }

    /** Schedules what is there after a restore, which says when {@link #nextDue} is. */
    void scheduleRestored() throws Exception {}

    /** How accumulators are written; never asked to where there are no snapshots. */
    final Serde<A> accumulatorSerde() {
        return context.keyedState()
                .serdeBy(
                        "its accumulators",
                        serdes -> Objects.requireNonNull(
                                aggregate.accumulatorSerde(serdes, events),
                                "accumulatorSerde of the aggregate returned null"));
    }

    @Override
    public final boolean process(int input, Batch<T> batch, Output<O> out) {
        if (readsClock && !resuming && !readClock(out)) {
            return false;
        }
        if (!resuming) {
            readKeys(batch);
        }
        int at = row;
        try {
            for (int size = batch.size(); at < size; ) {
                int end = resuming || byClock ? at : takeRun(batch, keys, at);
                if (end == at) {
                    long timestamp = byClock ? now : batch.timestamp(at);
                    if (!process(batch.value(at), keys[at], batch.hash(at), timestamp, out)) {
                        row = at;
                        resuming = true;
                        return false;
                    }
                    resuming = false;
                    end = at + 1;
                }
                at = end;
            }
        } catch (OperatorException e) {
            throw e;
        } catch (Throwable e) {
            throw context.failure(e, keys[at], batch.value(at), batch.timestamp(at));
        }
        row = 0;
        scheduleNext();
        return true;
    }

    private void readKeys(Batch<T> batch) {
        if (keys.length < batch.size()) {
            keys = newArray(batch.capacity());
        }
        keyReader.read(batch, keys);
    }

    @SuppressWarnings("unchecked") // as good as an array of the type to who reads and writes it here
    static <E> E[] newArray(int length) {
        return (E[]) new Object[length];
    }

    /**
     * Takes in a run of rows at once, from one on, of which none does anything but change an accumulator. Returns the
     * row behind the last that was taken; the first, when it has to be taken by itself.
     */
    int takeRun(Batch<T> batch, K[] keysOfRows, int from) throws Exception {
        return from;
    }

    @Override
    public final boolean onWatermark(long watermark, Output<O> out) {
        // After a restore the sources may be behind what the windows had come to.
        if ((byClock && watermark != EventTime.MAX) || watermark <= time) {
            return true;
        }
        if (!reach(watermark, out)) {
            return false;
        }
        scheduleNext();
        return true;
    }

    @Override
    public final boolean onProcessingTime(long unused, Output<O> out) {
        noticeClock(clockTime());
        if (!(byClock ? reach(now - 1, out) : onClock(now, out))) {
            return false;
        }
        scheduleNext();
        return true;
    }

    /** Once per batch, before its first row. */
    private boolean readClock(Output<O> out) {
        noticeClock(clockTime());
        return !byClock || now - 1 <= time || reach(now - 1, out);
    }

    private long clockTime() {
        return triggerClock == null ? EventTime.plus(context.processingTime(), ahead) : triggerClock.millis();
    }

    private void noticeClock(long clockTime) {
        now = Math.max(now, clockTime);
    }

    private boolean reach(long newTime, Output<O> out) {
        if (!onTime(newTime, out)) {
            return false;
        }
        time = newTime;
        progress.advance(newTime);
        uneven = !progress.isEven();
        return true;
    }

    /** Asks for a call when the next window is due, if windows go by the clock. */
    private void scheduleNext() {
        if (byClock) {
            long due = nextDue();
            if (due != EventTime.MAX) {
                context.wakeAtMillis(EventTime.minus(EventTime.plus(due, 1), ahead));
            }
        }
    }

    /**
     * Takes an event in. Returns false when there is no room for its results; it is then called again with the same
     * event.
     */
    abstract boolean process(T event, K key, int hash, long timestamp, Output<O> out) throws Exception;

    /**
     * Time advances: fires and expires windows. Returns false when there is no room; it is then called again with the
     * same time. {@link #time()} is the time before.
     */
    abstract boolean onTime(long newTime, Output<O> out);

    /** When {@link #onTime} has something to do, or {@link EventTime#MAX}. May be early, but not late. */
    abstract long nextDue();

    /** The clock has reached a time that was asked for, though the windows do not go by it. */
    boolean onClock(long clockTime, Output<O> out) {
        return true;
    }

    /** Asks for {@link #onClock}. */
    final void wakeAt(long clockTime) {
        triggerClock.wakeAt(clockTime);
    }

    /** Whether a trigger goes by the clock though the windows do not. */
    final boolean usesClockToo() {
        return !byClock && emission.early() != null && emission.early().usesProcessingTime();
    }

    /** The clock as of this batch, where it is looked at. */
    final long now() {
        return now;
    }

    /** How far time is: the windows that end by then have ended. */
    final long time() {
        return time;
    }

    /** Whether some key groups are ahead of others. */
    final boolean isUneven() {
        return uneven;
    }

    /** How far time is for the keys with a hash: after a restore their group may be ahead of others. */
    final long timeOf(int hash) {
        return uneven ? Math.max(time, progress.of(KeyGroups.groupOf(hash))) : time;
    }

    /** Whether the results of a key that were due by a time have been emitted before a restore. */
    final boolean hasFiredBefore(int group, long last) {
        return uneven && progress.of(group) >= last;
    }

    /** What is to come of a window; looks without touching. */
    final Outstanding outstanding(A accumulator, long start, long last, boolean ended) {
        long end = EventTime.plus(last, 1);
        EarlyFiring<A, R> early = emission.early();
        if (emission.emitsAtEnd() ? ended : early.isFinal(accumulator)) {
            return new Outstanding.Fired(start, end, expiryOf(last));
        }
        long triggerDue = early == null ? EventTime.MAX : early.nextTime(accumulator);
        if (!emission.emitsAtEnd() && triggerDue == EventTime.MAX) {
            return new Outstanding.WithEvent(start, end, early.waitsFor());
        }
        if (usesClockToo() && !emission.emitsAtEnd()) {
            return new Outstanding.AtClock(start, end, triggerClock.timeOfDay(triggerDue));
        }
        long due = usesClockToo() ? last : Math.min(triggerDue, emission.emitsAtEnd() ? last : EventTime.MAX);
        return byClock
                ? new Outstanding.AtClock(start, end, EventTime.plus(due, 1))
                : new Outstanding.AtWatermark(start, end, due);
    }

    @SuppressWarnings("unchecked") // whoever asks for a key of another type finds nothing
    final K asKey(Object key) {
        return (K) key;
    }

    final void late(T event, long timestamp) {
        lateCount.add(1);
        late.emit(event, timestamp);
    }

    /** An event that belongs to no window; late when any that held it would be over. */
    final void skip(T event, long timestamp, int hash) {
        if (timestamp != EventTime.NONE && expiryOf(timestamp) <= timeOf(hash)) {
            late(event, timestamp);
        } else {
            skippedCount.add(1);
        }
    }

    final void emit(Output<O> out, K key, Instant start, Instant end, long last, R value, PaneInfo pane) {
        out.emit(results.make(key, start, end, value, pane), last);
    }

    /** Until when a window that ends behind the given timestamp is kept. */
    final long expiryOf(long last) {
        return EventTime.plus(last, lateness);
    }

    final long lateness() {
        return lateness;
    }

    final IllegalStateException withoutTimestamp() {
        return new IllegalStateException(
                "the event has no timestamp; put .timestamps(...) before window '" + context.operator() + "'");
    }

    final OperatorException failure(Throwable error, K key, long timestamp) {
        return context.failure(error, key, null, timestamp);
    }
}
