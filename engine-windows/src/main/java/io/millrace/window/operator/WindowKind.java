package io.millrace.window.operator;

import io.millrace.metrics.Account;
import io.millrace.metrics.Metrics;
import io.millrace.metrics.Metrics.Counter;
import io.millrace.operator.Aggregate;
import io.millrace.operator.Batch;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.OperatorException;
import io.millrace.operator.Output;
import io.millrace.operator.Outstanding;
import io.millrace.state.serde.Serde;
import io.millrace.state.table.GroupProgress;
import io.millrace.state.table.KeyGroups;
import io.millrace.state.table.Scheduled;
import io.millrace.state.table.TimerLadder;
import io.millrace.time.EventTime;
import io.millrace.window.spi.PaneInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One kind of windows in a task: what a {@link WindowOperator} has take in events, and fire. Knows what time it is for the
 * windows, where results and late events go, and how errors are told.
 *
 * @param <K> the keys
 * @param <T> the events
 * @param <A> the accumulators
 * @param <R> the results of the aggregate
 */
abstract class WindowKind<K, T, A, R> {

    /** So many timers are looked at in a step, so that a watermark that much is due by does not hold a task up. */
    static final int TIMERS_PER_STEP = 1024;

    final Emission<? super T, A, R> emission;
    final Aggregate<? super T, A, R> aggregate;

    private final WindowLogic<K, T, A, R, ?> logic;
    private final WindowLogic.Results<? super K, ? super R, ?> results;
    private final long lateness;
    private final boolean byClock;
    private OperatorContext context;
    private GroupProgress progress;

    /** Null where no trigger goes by the clock though the windows do not. */
    private TriggerClock triggerClock;

    private Output<Object> out;

    /** The event that is taken in by itself, which raises what is emitted meanwhile. */
    private T raising;

    // of the input whose rows are taken in
    private Aggregate<? super T, A, ?> adding;
    private Output<T> late;

    /** By input. */
    private final List<Output<T>> lates = new ArrayList<>();

    private Counter lateCount;
    private Counter skippedCount;
    private Counter combinedCount;

    /** How many rows of several events were late, and how many events more there were in them. */
    private long combinedLate;

    private long moreThanRows;

    /** How far the time of the windows is: what ends at or before it has ended. */
    private long time = EventTime.NONE;

    /** Whether key groups differ in how far time is for them, as after a restore; looked at for each event. */
    private boolean uneven;

    /** The time of the clock, as far as it has been noticed; it never goes back. */
    private long now = EventTime.NONE;

    WindowKind(WindowLogic<K, T, A, R, ?> logic) {
        this.logic = logic;
        emission = logic.emission();
        aggregate = emission.aggregate();
        results = logic.results();
        lateness = logic.lateness();
        byClock = logic.byClock();
    }

    void open(OperatorContext operatorContext) {
        context = operatorContext;
        for (int input = 0; input < logic.inputs().size(); input++) {
            lates.add(context.sideOutput(logic.late(input)));
        }
        lateCount = context.metrics().counter(Metrics.LATE);
        skippedCount = context.metrics().counter(Metrics.SKIPPED);
        combinedCount = context.metrics().counter(Metrics.COMBINED);
        progress = context.keyedState().progress("time");
        if (usesClockToo()) {
            triggerClock = new TriggerClock(context);
        }
    }

    /** Takes up what is there after a restore, which says when {@link #nextDue} is. */
    void restored() throws Exception {
        time = progress.common();
        uneven = !progress.isEven();
        if (triggerClock != null) {
            triggerClock.restored();
        }
    }

    /** Results go there until something else is said: those of one call, all of which have the same. */
    @SuppressWarnings("unchecked") // the logic makes what is emitted there
    final void emitTo(Output<?> output) {
        out = (Output<Object>) output;
    }

    /** What is taken in until something else is said comes by this input: the rows of one call. */
    void takeFrom(int input) {
        adding = logic.inputs().get(input).emission().aggregate();
        late = lates.get(input);
    }

    /** By input, what adds rows to accumulators. */
    final List<Adder<K, T, A>> adders(OperatorContext operatorContext) {
        List<Adder<K, T, A>> adders = new ArrayList<>();
        for (Aggregate<? super T, A, ?> each : aggregates()) {
            adders.add(Adder.of(each, operatorContext));
        }
        return adders;
    }

    /** By input, what its events are added by. */
    final List<Aggregate<? super T, A, ?>> aggregates() {
        List<Aggregate<? super T, A, ?>> aggregates = new ArrayList<>();
        for (WindowLogic.In<K, T, A, R> input : logic.inputs()) {
            aggregates.add(input.emission().aggregate());
        }
        return aggregates;
    }

    /** What adds events to accumulators, as they come now. */
    final Aggregate<? super T, A, ?> adding() {
        return adding;
    }

    /** What is emitted until something else is said is raised by an event; null at the end of a batch. */
    final void raiseBy(T event) {
        raising = event;
    }

    /** What has become of an event. */
    enum Taken {
        /** It is in a window. */
        IN,
        /** It belongs to none that there is, and has been counted as late or skipped. */
        NOT,
        /** There is no room for its results. */
        WAITS
    }

    /** Takes in one event; when it has to wait, it is called again with the same one. */
    abstract Taken process(T event, K key, int hash, long timestamp) throws Exception;

    /**
     * Takes in a run of rows at once, from one on, of which none does anything but change an accumulator. Returns the
     * row behind the last that was taken, all of which are in windows; the first, when it has to be taken by itself.
     */
    int takeRun(Batch<T> batch, K[] keysOfRows, int from) throws Exception {
        return from;
    }

    /**
     * Time advances: fires and expires windows. Returns false when there is no room; it is then called again with the
     * same time. {@link #time()} is the time before.
     */
    abstract boolean onTime(long newTime);

    /** When {@link #onTime} has something to do, or {@link EventTime#MAX}. May be early, but not late. */
    abstract long nextDue();

    /** The clock has reached a time that was asked for, though the windows do not go by it. */
    boolean onClock(long clockTime) {
        return true;
    }

    /** What is in store for a key; looks without touching. */
    abstract Outstanding outstanding(K key, int hash);

    /** Time has advanced. */
    final void advance(long newTime) {
        time = newTime;
        progress.advance(newTime);
        uneven = !progress.isEven();
    }

    /** What the clock shows, where it is looked at. */
    final long noticeClock(long ahead) {
        long clockTime = triggerClock == null ? EventTime.plus(context.processingTime(), ahead) : triggerClock.millis();
        now = Math.max(now, clockTime);
        return now;
    }

    /** How accumulators are written; never asked to where there are no snapshots. */
    final Serde<A> accumulatorSerde() {
        return context.keyedState().serdeBy("its accumulators", logic::accumulatorSerde);
    }

    /** Asks for {@link #onClock}. */
    final void wakeAt(long clockTime) {
        triggerClock.wakeAt(clockTime);
    }

    /** Whether a trigger goes by the clock though the windows do not. */
    final boolean usesClockToo() {
        return !byClock && emission.usesProcessingTime();
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
        if (emission.emitsAtEnd() ? ended : emission.isFinal(accumulator)) {
            return new Outstanding.Fired(start, end, expiryOf(last));
        }
        long triggerDue = emission.nextTime(accumulator);
        if (!emission.emitsAtEnd() && triggerDue == EventTime.MAX) {
            return new Outstanding.WithEvent(start, end, emission.waitsFor());
        }
        if (usesClockToo() && !emission.emitsAtEnd()) {
            return new Outstanding.AtClock(start, end, triggerClock.timeOfDay(triggerDue));
        }
        long due = usesClockToo() ? last : Math.min(triggerDue, emission.emitsAtEnd() ? last : EventTime.MAX);
        return byClock
                ? new Outstanding.AtClock(start, end, EventTime.plus(due, 1))
                : new Outstanding.AtWatermark(start, end, due);
    }

    /** Events have come in one row. */
    final void combined(int events) {
        combinedCount.add(events - 1);
    }

    final void late(T event, long timestamp) {
        lateCount.add(1);
        late.emit(event, timestamp);
    }

    /**
     * Events that have come in one row are late: they cannot be taken apart, and nobody reads them.
     *
     * @return false where somebody does
     */
    final boolean areLate(int events) {
        if (late.isRead()) {
            return false;
        }
        lateCount.add(events);
        combinedLate++;
        moreThanRows += events - 1;
        return true;
    }

    /** An event that belongs to no window; late when any that held it would be over. */
    final void skip(T event, long timestamp, int hash) {
        if (timestamp != EventTime.NONE && expiryOf(timestamp) <= timeOf(hash)) {
            late(event, timestamp);
        } else {
            skippedCount.add(1);
        }
    }

    /** What has become of rows, of which so many are in windows. */
    final Account account(long inWindows) {
        return Account.gathering()
                .with(Account.LATE, lateCount.value() - moreThanRows)
                .with(Account.SKIPPED, skippedCount.value())
                .with("in windows", inWindows - combinedLate)
                .holding(held());
    }

    /** The windows of keys, or what they are made of, by what the state has of them. */
    abstract Account.Held held();

    final boolean hasRoom() {
        return out.hasRoom();
    }

    final void emit(K key, Instant start, Instant end, long last, R value, PaneInfo pane) throws Exception {
        out.emit(results.make(key, start, end, value, pane, raising), last);
    }

    /**
     * Calls the handler for all that is due, in the order of time. Returns false when it has to be called again with
     * the same time.
     *
     * @param handler cancels the timer, or has it be due later than it was
     */
    final <S extends Scheduled> boolean fireDue(TimerLadder<S> timers, long upTo, Consumer<? super S> handler) {
        for (int steps = 0; timers.nextDue() <= upTo; steps++) {
            if (!hasRoom() || steps == TIMERS_PER_STEP) {
                return false;
            }
            S due = timers.firstDue(upTo);
            if (due == null) {
                return true;
            }
            handler.accept(due);
        }
        return true;
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

    final OperatorException failure(Throwable error, K key, Batch<T> batch, int row) {
        return error instanceof OperatorException told
                ? told
                : context.failure(error, key, batch.value(row), batch.timestamp(row));
    }

    final OperatorException failure(Throwable error, K key, long timestamp) {
        return context.failure(error, key, null, timestamp);
    }
}
