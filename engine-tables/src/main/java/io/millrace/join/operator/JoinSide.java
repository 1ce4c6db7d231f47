package io.millrace.join.operator;

import io.millrace.metrics.Metrics.Counter;
import io.millrace.operator.Batch;
import io.millrace.operator.KeyReader;
import io.millrace.operator.Output;
import io.millrace.state.table.GroupProgress;
import io.millrace.state.table.KeyGroups;
import io.millrace.state.table.TimedRows;
import io.millrace.state.table.TimedSides;
import io.millrace.state.table.TimerLadder;
import io.millrace.time.EventTime;

/** One input of a join in a task. */
final class JoinSide<K> {

    /** So many rows are looked at in a step without a look at others who want the thread. */
    static final int ROWS_PER_STEP = 1_024;

    /** The tag of rows that have met another, or of which nobody asks. */
    static final int MATCHED = 1;

    /** The tag of rows that are not told yet though others of their time were: they are removed when they are told. */
    static final int BELATED = 2;

    final boolean isLeft;

    /** Whether rows that meet none are told. */
    final boolean kept;

    /** Whether something may have to be done about a row when its time is over: such rows are {@link Waiting}. */
    final boolean waits;

    /** Whether rows of earlier ends are earlier, too, so that no {@link Waiting.Hold} is needed. */
    private final boolean inOrder;

    private final Reach<Object> reach;

    /** The panes of these rows. */
    final Reach.Panes panes;

    /** The panes of the first of these rows that others meet. */
    final Reach.Panes firstPanes;

    /** The panes of the last of these rows that others meet. */
    final Reach.Panes lastPanes;

    private final KeyReader<K, Object> keys;
    private final Output<Object> late;
    private final Counter lateCount;

    /** By when something has to be done. */
    private final TimerLadder<Waiting<K>> due = TimerLadder.exact();

    private final TimerLadder<Waiting.Hold> holds = TimerLadder.exact();

    /** Up to which time of its own every row has been told, if there was something to be told of it. */
    private final GroupProgress told;

    JoinSide(
            boolean isLeft,
            boolean kept,
            boolean waits,
            Reach<Object> reach,
            GroupProgress told,
            KeyReader<K, Object> keys,
            Output<Object> late,
            Counter lateCount) {
        this.isLeft = isLeft;
        this.kept = kept;
        this.waits = waits;
        this.reach = reach;
        inOrder = isLeft ? reach.endsInOrder() : reach.rightEndsInOrder();
        panes = panesOf(reach);
        firstPanes = panesOf(reach);
        lastPanes = panesOf(reach);
        this.told = told;
        this.keys = keys;
        this.late = late;
        this.lateCount = lateCount;
    }

    private Reach.Panes panesOf(Reach<Object> of) {
        return isLeft ? of.leftPanes() : of.rightPanes();
    }

    void readKeys(Batch<Object> batch, K[] into) {
        keys.read(batch, into);
    }

    /** The time of the first row of the other side that one of these may meet. */
    long firstMet(long time) {
        return isLeft ? reach.start(time) : reach.firstLeft(time);
    }

    /** The time of the last row of the other side that one of these may meet. */
    long lastMet(Object event, long time) throws Exception {
        return isLeft ? reach.end(event, time) : reach.lastLeft(time);
    }

    /** As {@link #lastMet} where that is known without the event, and otherwise what is met first. */
    long lastMetAtLeast(long time) throws Exception {
        return isLeft && reach.endsDiffer() ? reach.start(time) : lastMet(null, time);
    }

    void late(Object event, long timestamp) {
        lateCount.add(1);
        late.emit(event, timestamp);
    }

    /** The late events of both sides, which count together. */
    long late() {
        return lateCount.value();
    }

    TimedRows<Object> of(TimedSides<Object, Object> cell) {
        return isLeft ? cell.left() : cell.right();
    }

    boolean has(TimedSides<Object, Object> cell) {
        return isLeft ? cell.hasLeft() : cell.hasRight();
    }

    /** The time of the last row, or the beginning of time when there is none. */
    long lastTime(TimedSides<Object, Object> cell) {
        return isLeft ? cell.lastLeftTime() : cell.lastRightTime();
    }

    /** The event of a row. */
    Object eventOf(Object row) {
        return waits ? ((Waiting<?>) row).event : row;
    }

    /** Says when something has to be done about a row. */
    void schedule(Waiting<K> row, long when) {
        due.schedule(row, when);
        if (kept && !row.matched && !inOrder) {
            row.hold = row.hold == null ? new Waiting.Hold() : row.hold;
            holds.schedule(row.hold, row.time);
        }
    }

    /** Whether rows of a time have been told, other than {@link #BELATED} ones. */
    boolean isTold(long time, int hash) {
        return time <= told.of(KeyGroups.groupOf(hash));
    }

    /** All rows up to a time have been told. */
    void toldUpTo(long time) {
        told.advance(time);
    }

    /** A row has met another. */
    void matched(Waiting<K> row, boolean staysOpen) {
        row.matched = true;
        if (!staysOpen) {
            due.cancel(row);
        }
        letGo(row);
    }

    /** What was due has been done. */
    void done(Waiting<K> row) {
        due.cancel(row);
        letGo(row);
    }

    private void letGo(Waiting<K> row) {
        if (row.hold != null) {
            holds.cancel(row.hold);
            row.hold = null;
        }
    }

    long nextDue() {
        return due.nextDue();
    }

    /** The row about which something has to be done by a time, or null. */
    Waiting<K> firstDue(long upTo) {
        return due.firstDue(upTo);
    }

    /** The earliest time of a row that will be told at its own time, or the end of time. */
    long earliestKept() {
        if (!kept) {
            return EventTime.MAX;
        }
        if (inOrder) {
            Waiting<K> first = due.firstDue(EventTime.MAX);
            return first == null ? EventTime.MAX : first.time;
        }
        Waiting.Hold first = holds.firstDue(EventTime.MAX);
        return first == null ? EventTime.MAX : first.due();
    }
}
