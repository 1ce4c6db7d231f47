package io.millrace.join.operator;

import io.millrace.function.Fn;
import io.millrace.metrics.Account;
import io.millrace.metrics.Metrics;
import io.millrace.metrics.Metrics.Counter;
import io.millrace.operator.Aggregate;
import io.millrace.operator.Batch;
import io.millrace.operator.KeyReader;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.OperatorException;
import io.millrace.operator.Output;
import io.millrace.operator.Outstanding;
import io.millrace.operator.SideOutput;
import io.millrace.state.KeyedState;
import io.millrace.state.serde.NoSerdeException;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.Type;
import io.millrace.state.table.ReusedArray;
import io.millrace.state.table.StateTable;
import io.millrace.state.table.TimedSides;
import io.millrace.time.EventTime;
import java.util.Objects;
import java.util.Optional;

/**
 * Joins two streams by key and time. A row meets those of the other side that are there already, and is then kept until no
 * row can come any more that it meets. Rows are in panes of time, which are dropped as a whole, so that what is of no more
 * use costs nothing per key; only what waits to be told has an entry in a ladder. Time is event time: what is due at a
 * watermark is told before it is passed on, and no further than nothing told later is late.
 *
 * @param <K> the keys
 * @param <R> the results
 */
public final class JoinOperator<K, R> implements Operator<Object, R> {

    private final JoinLogic<K, Object, Object, Object, R> logic;
    private final Reach<Object> reach;
    private final Aggregate<Object, Object, ?> aggregate;
    private final Results<K, R> results;
    private final Arrival<K> arrival = new Arrival<>();
    private OperatorContext context;
    private JoinClock clock;
    StateTable<K, TimedSides<Object, Object>> table;
    private JoinSide<K> left;
    private JoinSide<K> right;
    private Probe<K> probe;
    private Telling<K, R> telling;

    /** Goes through what was restored; null when that is done. */
    private Restoring<K> restoring;

    private boolean idle;

    /** Of the rows of the batch. */
    private final ReusedArray<K> keysOfRows = ReusedArray.of(0);

    private K[] keys = keysOfRows.array();

    /** How many rows of the batch have been looked up. */
    private int lookedUp;

    private int row;

    /** How many rows have met those that were there, and were kept where there may be more. */
    private long joined;

    /** How many panes of keys there were when what was restored had been gone through. */
    private long restored;

    /** Whether the row goes through those that it meets. */
    private boolean probing;

    /** How many rows this step has looked at. */
    private int looked;

    /** An operator for one task. */
    @SuppressWarnings("unchecked") // left functions are given left events alone, and right ones right ones
    public JoinOperator(JoinLogic<K, ?, ?, ?, R> logic) {
        this.logic = (JoinLogic<K, Object, Object, Object, R>) logic;
        reach = this.logic.reach();
        aggregate = (Aggregate<Object, Object, ?>) this.logic.aggregate();
        results = new Results<>(aggregate, this.logic.result(), reach.endsDiffer());
    }

    @Override
    @SuppressWarnings("unchecked") // as above
    public void open(OperatorContext operatorContext) {
        context = operatorContext;
        boolean groups = results.areOfGroups();
        left = side(true, logic.keepsLeft(), logic.keepsLeft() || groups || reach.endsDiffer(), (Fn<Object, K>)
                logic.leftKey());
        right = side(false, logic.keepsRight(), logic.keepsRight(), (Fn<Object, K>) logic.rightKey());
        KeyedState<K> keyed = context.keyedState();
        Serde<Object> lefts = events("left", logic.leftType());
        Serde<Object> rights = events("right", logic.rightType());
        table = keyed.timedSides(
                groups ? "groups" : "rows",
                left.waits ? waiting(lefts, groups ? accumulators() : null, reach.endsDiffer()) : lefts,
                right.waits ? waiting(rights, null, false) : rights);
        clock = new JoinClock(keyed.progress("time"), logic.lateness());
        probe = new Probe<>(table);
        telling = new Telling<>(context, table, left, right, reach, clock, results);
    }

    private JoinSide<K> side(boolean isLeft, boolean kept, boolean waits, Fn<Object, K> keyOf) {
        Output<Object> late = context.sideOutput(isLeft ? SideOutput.LATE_LEFT : SideOutput.LATE_RIGHT);
        Counter lateCount = context.metrics().counter(Metrics.LATE);
        return new JoinSide<>(
                isLeft,
                kept,
                waits,
                reach,
                context.keyedState().progress(isLeft ? "left told" : "right told"),
                KeyReader.of(keyOf, context),
                late,
                lateCount);
    }

    @SuppressWarnings("unchecked") // of the events of that side
    private Serde<Object> events(String side, Type<?> type) {
        return context.keyedState().serdeBy("the " + side + " events, which it keeps", serdes -> {
            if (type == null) {
                throw new NoSerdeException(
                        "their type is not known: say .typed(...) before keyBy on the " + side + " side of the join");
            }
            return (Serde<Object>) serdes.serde(type);
        });
    }

    private Serde<Object> accumulators() {
        return context.keyedState()
                .serdeBy(
                        "its accumulators",
                        serdes -> Objects.requireNonNull(
                                aggregate.accumulatorSerde(serdes, logic.rightType()),
                                "accumulatorSerde of the aggregate returned null"));
    }

    @SuppressWarnings("unchecked") // such are the rows of a side that waits
    private Serde<Object> waiting(Serde<Object> events, Serde<Object> accumulators, boolean withEnd) {
        return (Serde<Object>) (Serde<?>) new Waiting.RowSerde<K>(events, accumulators, withEnd);
    }

    @Override
    public void onRestored() {
        if (table.firstSlice() != null) {
            restoring = new Restoring<>(table, left, right, telling::takeUp);
        }
    }

    /** Whether what was restored has been gone through, a portion of which is done otherwise. */
    private boolean isReady() throws Exception {
        if (restoring != null && restoring.step()) {
            restoring = null;
            restored = table.size();
        }
        return restoring == null;
    }

    @Override
    public boolean process(int input, Batch<Object> batch, Output<R> out) throws Exception {
        if (!isReady()) {
            return false;
        }
        idle = false;
        looked = 0;
        JoinSide<K> side = input == 0 ? left : right;
        if (lookedUp == 0) {
            readKeys(side, batch);
        }
        try {
            while (row < batch.size()) {
                if (row == lookedUp) {
                    lookedUp = probe.lookUp(side, otherThan(side), batch, keys, row);
                }
                if (!takeRun(side, batch, out)) {
                    return false;
                }
            }
        } catch (OperatorException e) {
            throw e;
        } catch (Throwable e) {
            throw context.failure(e, keys[row], batch.value(row), batch.timestamp(row));
        }
        keysOfRows.clear(0, row);
        probe.clear(row);
        arrival.clear();
        row = 0;
        lookedUp = 0;
        return true;
    }

    @Override
    public Optional<Account> account() {
        Account rows = Account.gathering().with(Account.LATE, left.late()).with("joined or kept", joined);
        return Optional.of(
                restoring != null
                        ? rows
                        : rows.holding(
                                new Account.Held("panes", restored + probe.begun(), telling.ended(), table.size())));
    }

    private void readKeys(JoinSide<K> side, Batch<Object> batch) {
        keys = keysOfRows.room(batch.size(), batch.capacity());
        side.readKeys(batch, keys);
    }

    /** Takes in the rows that have been looked up; returns false when it has to be called again. */
    private boolean takeRun(JoinSide<K> side, Batch<Object> batch, Output<R> out) throws Exception {
        for (; row < lookedUp; row++) {
            if (!take(side, batch, out)) {
                return false;
            }
        }
        return true;
    }

    /** Takes in a row; returns false when it has to be called again with the same one. */
    private boolean take(JoinSide<K> side, Batch<Object> batch, Output<R> out) throws Exception {
        if (!probing) {
            if (!out.hasRoom()) {
                return false;
            }
            arrival.set(side, batch, row, keys[row]);
            requireTimestamp();
            if (clock.isOver(arrival.time, arrival.hash)) {
                side.late(arrival.event, arrival.time);
                return true;
            }
            begin();
        }
        probing = true;
        for (JoinSide<K> other = otherThan(side); probe.hasRow(); probe.next()) {
            if (looked++ == JoinSide.ROWS_PER_STEP || !out.hasRoom()) {
                return false;
            }
            results.meet(arrival, other, probe.row(), out);
        }
        probing = false;
        keep(out);
        joined++;
        return true;
    }

    private JoinSide<K> otherThan(JoinSide<K> side) {
        return side.isLeft ? right : left;
    }

    private void requireTimestamp() {
        if (arrival.time == EventTime.NONE) {
            throw new IllegalStateException(
                    "the event has no timestamp; put .timestamps(...) before both sides of join '" + context.operator()
                            + "'");
        }
    }

    private void begin() throws Exception {
        JoinSide<K> side = arrival.side;
        arrival.last = side.lastMet(arrival.event, arrival.time);
        if (side.isLeft) {
            arrival.accumulator = results.newAccumulator();
        }
        probe.begin(arrival, row, side.firstMet(arrival.time));
    }

    /** Keeps the row that has met all that were there, for as long as it may meet others. */
    private void keep(Output<R> out) throws Exception {
        JoinSide<K> side = arrival.side;
        boolean isOver = clock.isOver(arrival.last, arrival.hash);
        if (side.waits) {
            keepWaiting(side, new Waiting<>(arrival), isOver, out);
        } else if (!isOver) {
            side.of(probe.own()).add(arrival.time, JoinSide.MATCHED, arrival.event);
        }
    }

    private void keepWaiting(JoinSide<K> side, Waiting<K> waiting, boolean isOver, Output<R> out) throws Exception {
        if (isOver) {
            results.finish(side, waiting, out);
            return;
        }
        waiting.number = side.of(probe.own()).add(waiting.time, tagOf(side, waiting), waiting);
        telling.await(side, waiting);
    }

    private int tagOf(JoinSide<K> side, Waiting<K> waiting) {
        if (!results.areOfGroups() && (waiting.matched || !side.kept)) {
            return JoinSide.MATCHED;
        }
        return side.isTold(waiting.time, waiting.hash) ? JoinSide.BELATED : 0;
    }

    @Override
    public boolean onWatermark(long watermark, Output<R> out) throws Exception {
        if (!isReady()) {
            return false;
        }
        idle = false;
        // after a restore the inputs may be behind what has been told
        if (watermark <= clock.time()) {
            return true;
        }
        if (!telling.upTo(watermark, out)) {
            return false;
        }
        clock.advance(watermark);
        boolean isOver = watermark == EventTime.MAX;
        long latest = EventTime.minus(watermark, logic.lateness());
        left.toldUpTo(isOver ? watermark : reach.leftsOverAt(latest));
        right.toldUpTo(isOver ? watermark : reach.rightsOverAt(latest));
        return true;
    }

    /**
     * Rows that wait to be told at their own times hold event time back, and results that wait at theirs for late rows; and
     * so do rows that may still come late, while any come: as far behind as they may be.
     */
    @Override
    public long earliestKept() {
        if (restoring != null) {
            return EventTime.NONE + 1;
        }
        long time = clock.time();
        if (time == EventTime.MAX) {
            return EventTime.MAX;
        }
        long earliest = Math.min(Math.min(left.earliestKept(), right.earliestKept()), telling.earliestResult());
        long lateness = logic.lateness();
        if (lateness == 0 || idle || time == EventTime.NONE) {
            return earliest;
        }
        return Math.min(earliest, EventTime.plus(Math.max(EventTime.minus(time, lateness), EventTime.NONE), 1));
    }

    @Override
    public Optional<String> waitsFor() {
        if (restoring != null) {
            return Optional.of("its state to be gone through after the restart");
        }
        long leftFirst = left.earliestKept();
        long rightFirst = right.earliestKept();
        if (Math.min(leftFirst, rightFirst) == EventTime.MAX) {
            long result = telling.earliestResult();
            return result == EventTime.MAX
                    ? Optional.empty()
                    : Optional.of("late rows, which are allowed, for the result of " + EventTime.text(result));
        }
        boolean isLeft = leftFirst <= rightFirst;
        return Optional.of((isLeft ? "a right row for the left one of " : "a left row for the right one of ")
                + EventTime.text(Math.min(leftFirst, rightFirst)) + ", or for the end of what that can meet");
    }

    @Override
    public boolean onIdle(Output<R> out) throws Exception {
        idle = isReady();
        return idle;
    }

    @Override
    public boolean beforeSnapshot(long snapshot, Output<R> out) throws Exception {
        return isReady();
    }

    @Override
    public boolean onEndOfData(Output<R> out) throws Exception {
        return isReady();
    }

    @Override
    @SuppressWarnings("unchecked") // whoever asks for a key of another type finds nothing
    public Optional<Outstanding> outstanding(Object ofKey, int hash) {
        try {
            return Optional.of(new Outlook<K>(table, reach, logic.lateness()).of((K) ofKey, hash, left, right));
        } catch (Exception e) {
            throw context.failure(e, ofKey, null, EventTime.NONE);
        }
    }
}
