package io.millrace.join.operator;

import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import io.millrace.state.table.TimedRows;
import io.millrace.state.table.TimedSides;
import io.millrace.time.EventTime;

/** Tells what is due, in the order of its being due, and lets go of what is of no more use. */
final class Telling<K, R> {

    private final OperatorContext context;
    private final StateTable<K, TimedSides<Object, Object>> table;
    private final JoinSide<K> left;
    private final JoinSide<K> right;
    private final Reach<Object> reach;
    private final JoinClock clock;
    private final Results<K, R> results;
    private final TimedRows.Position<Object> removing = new TimedRows.Position<>();

    /** How many keys are done with in a pane. */
    private long ended;

    Telling(
            OperatorContext context,
            StateTable<K, TimedSides<Object, Object>> table,
            JoinSide<K> left,
            JoinSide<K> right,
            Reach<Object> reach,
            JoinClock clock,
            Results<K, R> results) {
        this.context = context;
        this.table = table;
        this.left = left;
        this.right = right;
        this.reach = reach;
        this.clock = clock;
        this.results = results;
    }

    /** Tells what is due by a time; returns false when it has to be called again. */
    boolean upTo(long time, Output<R> out) {
        for (int told = 0; Math.min(left.nextDue(), right.nextDue()) <= time; told++) {
            if (told == JoinSide.ROWS_PER_STEP || !out.hasRoom()) {
                return false;
            }
            boolean leftFirst = left.nextDue() <= right.nextDue();
            JoinSide<K> side = leftFirst ? left : right;
            Waiting<K> waiting = side.firstDue(time);
            if (waiting == null) {
                side = leftFirst ? right : left;
                waiting = side.firstDue(time);
            }
            if (waiting == null) {
                break;
            }
            tell(side, waiting, out);
        }
        dropPanes(time);
        return true;
    }

    private void tell(JoinSide<K> side, Waiting<K> waiting, Output<R> out) {
        try {
            results.finish(side, waiting, out);
        } catch (Throwable e) {
            throw context.failure(e, waiting.key, waiting.event, waiting.time);
        }
        side.done(waiting);
        // such as were told by this watermark are known by their times
        if (isRemovedWhenTold(side) || side.isTold(waiting.time, waiting.hash)) {
            remove(side, waiting);
        }
    }

    private boolean isRemovedWhenTold(JoinSide<K> side) {
        return side.isLeft && reach.endsDiffer();
    }

    private void remove(JoinSide<K> side, Waiting<K> waiting) {
        Slice<K, TimedSides<Object, Object>> slice = table.slice(side.panes.of(waiting.time));
        TimedSides<Object, Object> cell = slice.get(waiting.key, waiting.hash);
        TimedRows<Object> rows = side.of(cell);
        if (rows.size() == 1 && !(side.isLeft ? right : left).has(cell)) {
            ended += slice.remove(waiting.key, waiting.hash) == null ? 0 : 1;
            return;
        }
        rows.seekRow(removing, waiting.time, waiting.number);
        removing.remove();
        removing.clear();
    }

    /** How many keys are done with in a pane. */
    long ended() {
        return ended;
    }

    private void dropPanes(long upTo) {
        Slice<K, ?> slice = table.firstSlice();
        while (slice != null) {
            long pane = slice.namespace();
            if (EventTime.plus(reach.useOfPane(pane), clock.lateness()) <= upTo) {
                ended += slice.size();
                table.drop(pane);
            } else if (pane != Reach.OPEN) {
                return;
            }
            slice = table.sliceAfter(pane);
        }
    }

    /** What waits after a restore is told unless it was before the snapshot; at once where the bounds before were wider. */
    void takeUp(JoinSide<K> side, Waiting<K> waiting, int tag) throws Exception {
        if (side.isLeft && !reach.endsDiffer()) {
            waiting.end = reach.end(waiting.event, waiting.time);
        }
        if (isToBeDone(side, waiting) && !wasTold(side, waiting, tag)) {
            schedule(side, waiting);
            long time = clock.of(waiting.hash);
            if (results.areOfGroups() && !reach.endsDiffer() && waiting.due() <= time) {
                waiting.end = EventTime.plus(time, 1);
            }
        }
    }

    private boolean wasTold(JoinSide<K> side, Waiting<K> waiting, int tag) {
        return tag != JoinSide.BELATED && !isRemovedWhenTold(side) && side.isTold(waiting.time, waiting.hash);
    }

    /** A row waits, unless nothing has to be done about it when its time is over. */
    void await(JoinSide<K> side, Waiting<K> waiting) {
        if (isToBeDone(side, waiting)) {
            schedule(side, waiting);
        }
    }

    private boolean isToBeDone(JoinSide<K> side, Waiting<K> waiting) {
        return !waiting.matched || (side.isLeft && (results.areOfGroups() || reach.endsDiffer()));
    }

    /** By when no row can come any more that a row meets. */
    private void schedule(JoinSide<K> side, Waiting<K> waiting) {
        long last = side.isLeft ? waiting.end : reach.lastLeft(waiting.time);
        side.schedule(waiting, EventTime.plus(last, clock.lateness()));
    }

    /** The earliest time of a result of an aggregate that has been reached, while late rows are waited for. */
    long earliestResult() {
        long time = clock.time();
        if (!results.areOfGroups() || EventTime.minus(left.nextDue(), clock.lateness()) > time) {
            return EventTime.MAX;
        }
        Waiting<K> first = left.firstDue(EventTime.MAX);
        long earliest = first == null ? EventTime.MAX : EventTime.minus(first.due(), clock.lateness());
        return earliest <= time ? Math.max(earliest, EventTime.NONE + 1) : EventTime.MAX;
    }
}
