package io.millrace.join.operator;

import io.millrace.function.BiFn;
import io.millrace.function.Fn;
import io.millrace.metrics.Counter;
import io.millrace.metrics.Metrics;
import io.millrace.operator.Aggregate;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.OperatorException;
import io.millrace.operator.Output;
import io.millrace.operator.Outstanding;
import io.millrace.state.KeyedState;
import io.millrace.state.serde.NoSerdeException;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.Type;
import io.millrace.state.table.GroupProgress;
import io.millrace.state.table.KeyGroups;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import io.millrace.state.table.TimedRows;
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

    /** So many rows are looked at in a step without a look at others who want the thread. */
    private static final int ROWS_PER_STEP = 1_024;

    private final JoinLogic<K, Object, Object, Object, R> logic;
    private final Reach<Object> reach;
    private final Aggregate<Object, Object, ?> aggregate;
    private final BiFn<Object, Object, ? extends R> result;
    private final long lateness;
    private final TimedRows.Position<Object> removing = new TimedRows.Position<>();
    private OperatorContext context;
    private GroupProgress progress;
    private StateTable<K, TimedSides<Object, Object>> table;
    private JoinSide<K> left;
    private JoinSide<K> right;
    private Probe<K> probe;

    /** Goes through what was restored; null when that is done. */
    private Restoring<K> restoring;

    /** How far event time is: what was due by then has been told. */
    private long time = EventTime.NONE;

    /** Whether some key groups are ahead of others, as after a restore. */
    private boolean uneven;

    private boolean idle;

    // the row that is being taken in
    private int row;
    private boolean probing;
    private K key;
    private boolean matched;
    private long end;
    private Object accumulator;

    /** How many rows this step has looked at. */
    private int looked;

    /** An operator for one task. */
    @SuppressWarnings("unchecked") // left functions are given left events alone, and right ones right ones
    public JoinOperator(JoinLogic<K, ?, ?, ?, R> logic) {
        this.logic = (JoinLogic<K, Object, Object, Object, R>) logic;
        reach = this.logic.reach();
        aggregate = (Aggregate<Object, Object, ?>) this.logic.aggregate();
        result = this.logic.result();
        lateness = logic.lateness();
    }

    @Override
    @SuppressWarnings("unchecked") // as above
    public void open(OperatorContext operatorContext) {
        context = operatorContext;
        boolean groups = aggregate != null;
        left = side(true, logic.keepsLeft(), logic.keepsLeft() || groups || reach.keepsLeftOpen(), (Fn<Object, K>)
                logic.leftKey());
        right = side(false, logic.keepsRight(), logic.keepsRight(), (Fn<Object, K>) logic.rightKey());
        KeyedState<K> keyed = context.keyedState();
        Serde<Object> lefts = events("left", logic.leftType());
        Serde<Object> rights = events("right", logic.rightType());
        table = keyed.timedSides(
                groups ? "groups" : "rows",
                left.waits ? waiting(lefts, groups ? accumulators() : null, reach.endsDiffer()) : lefts,
                right.waits ? waiting(rights, null, false) : rights);
        progress = keyed.progress("time");
        probe = new Probe<>(table);
    }

    private JoinSide<K> side(boolean isLeft, boolean kept, boolean waits, Fn<Object, K> keyOf) {
        Output<Object> late = context.sideOutput(isLeft ? JoinLogic.LATE_LEFT : JoinLogic.LATE_RIGHT);
        Counter lateCount = context.metrics().counter(Metrics.LATE);
        boolean inOrder = isLeft ? reach.endsInOrder() : reach.rightEndsInOrder();
        GroupProgress told = context.keyedState().progress(isLeft ? "left told" : "right told");
        return new JoinSide<>(isLeft, kept, waits, inOrder, told, keyOf, late, lateCount);
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
        time = progress.common();
        uneven = !progress.isEven();
        if (table.firstSlice() != null) {
            restoring = new Restoring<>(table, left, right, reach, this::takeUp);
        }
    }

    /** What waits is told unless it was before the snapshot; at once where the bounds before were wider. */
    private void takeUp(JoinSide<K> side, Waiting<K> waiting, int tag) throws Exception {
        if (side.isLeft && !reach.endsDiffer()) {
            waiting.end = reach.end(waiting.event, waiting.time);
        }
        if (isToBeDone(side, waiting) && !wasTold(side, waiting, tag)) {
            long due = dueOf(side, waiting);
            side.schedule(waiting, due);
            if (aggregate != null && !reach.endsDiffer() && due <= timeOf(waiting.hash)) {
                waiting.end = EventTime.plus(timeOf(waiting.hash), 1);
            }
        }
    }

    private boolean wasTold(JoinSide<K> side, Waiting<K> waiting, int tag) {
        return tag != JoinSide.BELATED && !isRemovedWhenTold(side) && side.isTold(waiting.time, waiting.hash);
    }

    private boolean isRemovedWhenTold(JoinSide<K> side) {
        return side.isLeft && reach.keepsLeftOpen();
    }

    /** Whether what was restored has been gone through, a portion of which is done otherwise. */
    private boolean isReady() throws Exception {
        if (restoring != null && restoring.step()) {
            restoring = null;
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
        try {
            for (; row < batch.size(); row++) {
                if (!take(side, batch.value(row), batch.timestamp(row), batch.hash(row), out)) {
                    return false;
                }
            }
        } catch (OperatorException e) {
            throw e;
        } catch (Throwable e) {
            throw context.failure(e, key, batch.value(row), batch.timestamp(row));
        }
        row = 0;
        key = null;
        accumulator = null;
        return true;
    }

    /** Takes in a row; returns false when it has to be called again with the same one. */
    private boolean take(JoinSide<K> side, Object event, long timestamp, int hash, Output<R> out) throws Exception {
        if (!probing) {
            if (!out.hasRoom()) {
                return false;
            }
            if (isLate(side, event, timestamp, hash)) {
                return true;
            }
            begin(side, event, timestamp, hash);
        }
        probing = true;
        for (; probe.hasRow(); probe.next()) {
            if (!mayGoOn(out)) {
                return false;
            }
            if (side.isLeft) {
                meetRight(event, timestamp, out);
            } else {
                meetLeft(event, timestamp, out);
            }
        }
        probing = false;
        keep(side, event, timestamp, hash, out);
        return true;
    }

    private boolean mayGoOn(Output<R> out) {
        return looked++ < ROWS_PER_STEP && out.hasRoom();
    }

    private boolean isLate(JoinSide<K> side, Object event, long timestamp, int hash) {
        key = null;
        if (timestamp == EventTime.NONE) {
            throw new IllegalStateException(
                    "the event has no timestamp; put .timestamps(...) before both sides of join '" + context.operator()
                            + "'");
        }
        if (EventTime.plus(timestamp, lateness) > timeOf(hash)) {
            return false;
        }
        side.late(event, timestamp);
        return true;
    }

    private void begin(JoinSide<K> side, Object event, long timestamp, int hash) throws Exception {
        key = side.keyOf(event);
        matched = false;
        if (side.isLeft) {
            long start = reach.start(timestamp);
            end = reach.end(event, timestamp);
            accumulator = aggregate == null ? null : created();
            long last = reach.rightPane(end);
            probe.begin(right, key, hash, start, end, reach.rightPane(start), last, reach.leftPane(timestamp));
        } else {
            long first = reach.firstLeft(timestamp);
            end = reach.lastLeft(timestamp);
            long last = reach.leftPane(end);
            probe.begin(left, key, hash, first, end, reach.leftPane(first), last, reach.rightPane(timestamp));
        }
    }

    private Object created() throws Exception {
        return Objects.requireNonNull(aggregate.create(), "create of the aggregate returned null");
    }

    @SuppressWarnings("unchecked") // such are the rows of a side that waits
    private void meetRight(Object event, long timestamp, Output<R> out) throws Exception {
        TimedRows.Position<Object> at = probe.row();
        Object partner = right.eventOf(at.value());
        if (aggregate != null) {
            aggregate.add(accumulator, partner, at.time());
        } else {
            emit(event, partner, Math.max(timestamp, at.time()), out);
        }
        matched = true;
        if (at.tag() != JoinSide.MATCHED) {
            at.tag(JoinSide.MATCHED);
            if (right.waits) {
                right.matched((Waiting<K>) at.value(), false);
            }
        }
    }

    @SuppressWarnings("unchecked") // such are the rows of a side that waits
    private void meetLeft(Object event, long timestamp, Output<R> out) throws Exception {
        TimedRows.Position<Object> at = probe.row();
        Waiting<K> waiting = left.waits ? (Waiting<K>) at.value() : null;
        if (reach.endsDiffer() && waiting.end < timestamp) {
            return;
        }
        if (aggregate != null) {
            at.touch();
            aggregate.add(waiting.accumulator, event, timestamp);
        } else {
            emit(left.eventOf(at.value()), event, Math.max(timestamp, at.time()), out);
        }
        matched = true;
        // of rows whose partners are not asked for, too: they may be in the next version of a program
        if (aggregate == null && at.tag() != JoinSide.MATCHED) {
            at.tag(JoinSide.MATCHED);
            if (left.waits) {
                left.matched(waiting, reach.keepsLeftOpen());
            }
        }
    }

    /** Keeps the row that has met all that were there, for as long as it may meet others. */
    private void keep(JoinSide<K> side, Object event, long timestamp, int hash, Output<R> out) throws Exception {
        boolean isOver = EventTime.plus(end, lateness) <= timeOf(hash);
        if (!side.waits) {
            if (!isOver) {
                side.of(probe.own()).add(timestamp, JoinSide.MATCHED, event);
            }
            return;
        }
        Waiting<K> waiting = new Waiting<>(event, end, accumulator);
        waiting.key = key;
        waiting.hash = hash;
        waiting.time = timestamp;
        waiting.matched = matched;
        if (isOver) {
            finish(side, waiting, out);
            return;
        }
        waiting.number = side.of(probe.own()).add(timestamp, tagOf(side, timestamp, hash), waiting);
        if (isToBeDone(side, waiting)) {
            side.schedule(waiting, dueOf(side, waiting));
        }
    }

    private int tagOf(JoinSide<K> side, long timestamp, int hash) {
        if (aggregate == null && (matched || !side.kept)) {
            return JoinSide.MATCHED;
        }
        return side.isTold(timestamp, hash) ? JoinSide.BELATED : 0;
    }

    /** Whether something has to be done about a row when its time is over. */
    private boolean isToBeDone(JoinSide<K> side, Waiting<K> waiting) {
        return !waiting.matched || (side.isLeft && (aggregate != null || reach.keepsLeftOpen()));
    }

    /** When no row can come any more that a row meets. */
    private long dueOf(JoinSide<K> side, Waiting<K> waiting) {
        return EventTime.plus(side.isLeft ? waiting.end : reach.lastLeft(waiting.time), lateness);
    }

    /** The time of a row is over: tells what there is to tell. */
    private void finish(JoinSide<K> side, Waiting<K> waiting, Output<R> out) throws Exception {
        if (aggregate != null) {
            Object total = aggregate.result(waiting.accumulator);
            emit(waiting.event, total, Math.max(waiting.time, waiting.end), out);
        } else if (side.kept && !waiting.matched) {
            emit(side.isLeft ? waiting.event : null, side.isLeft ? null : waiting.event, waiting.time, out);
        }
    }

    private void emit(Object leftEvent, Object rightValue, long timestamp, Output<R> out) throws Exception {
        R made = result.apply(leftEvent, rightValue);
        if (made == null) {
            throw new NullPointerException("the function of the join returned null for " + leftEvent + " and "
                    + rightValue + ": return a value, and leave out what is not wanted by a filter behind the join");
        }
        out.emit(made, timestamp);
    }

    @Override
    public boolean onWatermark(long watermark, Output<R> out) throws Exception {
        if (!isReady()) {
            return false;
        }
        idle = false;
        // after a restore the inputs may be behind what has been told
        if (watermark <= time) {
            return true;
        }
        looked = 0;
        if (!tellDue(watermark, out)) {
            return false;
        }
        dropPanes(watermark);
        time = watermark;
        progress.advance(watermark);
        boolean isOver = watermark == EventTime.MAX;
        long latest = EventTime.minus(watermark, lateness);
        left.toldUpTo(isOver ? watermark : reach.leftsOverAt(latest));
        right.toldUpTo(isOver ? watermark : reach.rightsOverAt(latest));
        uneven = !progress.isEven();
        return true;
    }

    /** Tells what is due by a time, in the order of its being due; returns false when it has to be called again. */
    private boolean tellDue(long upTo, Output<R> out) {
        while (Math.min(left.nextDue(), right.nextDue()) <= upTo) {
            if (!mayGoOn(out)) {
                return false;
            }
            boolean leftFirst = left.nextDue() <= right.nextDue();
            JoinSide<K> side = leftFirst ? left : right;
            Waiting<K> waiting = side.firstDue(upTo);
            if (waiting == null) {
                side = leftFirst ? right : left;
                waiting = side.firstDue(upTo);
            }
            if (waiting == null) {
                return true;
            }
            tell(side, waiting, out);
        }
        return true;
    }

    private void tell(JoinSide<K> side, Waiting<K> waiting, Output<R> out) {
        try {
            finish(side, waiting, out);
        } catch (Throwable e) {
            throw context.failure(e, waiting.key, waiting.event, waiting.time);
        }
        side.done(waiting);
        // such as were told by this watermark are known by their times
        if (isRemovedWhenTold(side) || side.isTold(waiting.time, waiting.hash)) {
            remove(side, waiting);
        }
    }

    private void remove(JoinSide<K> side, Waiting<K> waiting) {
        long pane = side.isLeft ? reach.leftPane(waiting.time) : reach.rightPane(waiting.time);
        Slice<K, TimedSides<Object, Object>> slice = table.slice(pane);
        TimedSides<Object, Object> cell = slice.get(waiting.key, waiting.hash);
        TimedRows<Object> rows = side.of(cell);
        if (rows.size() == 1 && !(side.isLeft ? right : left).has(cell)) {
            slice.remove(waiting.key, waiting.hash);
            return;
        }
        rows.seekRow(removing, waiting.time, waiting.number);
        removing.remove();
        removing.clear();
    }

    private void dropPanes(long upTo) {
        Slice<K, ?> slice = table.firstSlice();
        while (slice != null) {
            long pane = slice.namespace();
            if (EventTime.plus(reach.useOfPane(pane), lateness) <= upTo) {
                table.drop(pane);
            } else if (pane != Reach.OPEN) {
                return;
            }
            slice = table.sliceAfter(pane);
        }
    }

    /** How far time is for the keys with a hash: after a restore their group may be ahead of others. */
    private long timeOf(int hash) {
        return uneven ? Math.max(time, progress.of(KeyGroups.groupOf(hash))) : time;
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
        if (time == EventTime.MAX) {
            return EventTime.MAX;
        }
        long earliest = Math.min(Math.min(left.earliestKept(), right.earliestKept()), earliestResult());
        if (lateness == 0 || idle || time == EventTime.NONE) {
            return earliest;
        }
        return Math.min(earliest, EventTime.plus(Math.max(EventTime.minus(time, lateness), EventTime.NONE), 1));
    }

    /** The earliest time of a result of an aggregate that has been reached, while late rows are waited for. */
    private long earliestResult() {
        if (aggregate == null || EventTime.minus(left.nextDue(), lateness) > time) {
            return EventTime.MAX;
        }
        Waiting<K> first = left.firstDue(EventTime.MAX);
        long earliest = first == null ? EventTime.MAX : EventTime.minus(first.due(), lateness);
        return earliest <= time ? Math.max(earliest, EventTime.NONE + 1) : EventTime.MAX;
    }

    @Override
    public Optional<String> waitsFor() {
        if (restoring != null) {
            return Optional.of("its state to be gone through after the restart");
        }
        long leftFirst = left.earliestKept();
        long rightFirst = right.earliestKept();
        if (Math.min(leftFirst, rightFirst) == EventTime.MAX) {
            long result = earliestResult();
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
            return Optional.of(new Outlook<K>(table, reach, lateness).of((K) ofKey, hash, left, right));
        } catch (Exception e) {
            throw context.failure(e, ofKey, null, EventTime.NONE);
        }
    }
}
