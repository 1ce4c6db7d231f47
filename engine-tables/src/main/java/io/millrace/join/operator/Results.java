package io.millrace.join.operator;

import io.millrace.function.BiFn;
import io.millrace.operator.Aggregate;
import io.millrace.operator.Output;
import io.millrace.state.table.TimedRows;
import java.util.Objects;

/**
 * What comes of rows that meet, and of those whose time is over: a result of each pair, or an addition to the accumulator of
 * the left row, whose result is told when its time is over.
 *
 * @param <K> the keys
 * @param <R> the results
 */
final class Results<K, R> {
    private final Aggregate<Object, Object, ?> aggregate;
    private final BiFn<Object, Object, ? extends R> result;
    private final boolean endsDiffer;

    /** @param aggregate null where each pair has a result */
    Results(Aggregate<Object, Object, ?> aggregate, BiFn<Object, Object, ? extends R> result, boolean endsDiffer) {
        this.aggregate = aggregate;
        this.result = result;
        this.endsDiffer = endsDiffer;
    }

    /** Whether there is one of each left row, of all that it meets. */
    boolean areOfGroups() {
        return aggregate != null;
    }

    /** For a left row; null where each pair has a result. */
    Object newAccumulator() throws Exception {
        return aggregate == null
                ? null
                : Objects.requireNonNull(aggregate.create(), "create of the aggregate returned null");
    }

    /** A row has met one of the other side, unless the end of that was before. */
    void meet(Arrival<K> row, JoinSide<K> other, TimedRows.Position<Object> at, Output<R> out) throws Exception {
        if (row.side.isLeft) {
            meetRight(row, other, at, out);
        } else {
            meetLeft(row, other, at, out);
        }
    }

    private void meetRight(Arrival<K> row, JoinSide<K> right, TimedRows.Position<Object> at, Output<R> out)
            throws Exception {
        Object partner = right.eventOf(at.value());
        if (aggregate != null) {
            aggregate.add(row.accumulator, partner, at.time());
        } else {
            emit(row.event, partner, Math.max(row.time, at.time()), out);
        }
        row.matched = true;
        mark(right, at, false);
    }

    @SuppressWarnings("unchecked") // such are the rows of a side that waits
    private void meetLeft(Arrival<K> row, JoinSide<K> left, TimedRows.Position<Object> at, Output<R> out)
            throws Exception {
        if (endsDiffer && ((Waiting<K>) at.value()).end < row.time) {
            return;
        }
        row.matched = true;
        if (aggregate != null) {
            at.touch();
            aggregate.add(((Waiting<K>) at.value()).accumulator, row.event, row.time);
        } else {
            emit(left.eventOf(at.value()), row.event, Math.max(row.time, at.time()), out);
            mark(left, at, endsDiffer);
        }
    }

    /** Rows whose partners are not asked for are marked, too: they may be in the next version of a program. */
    @SuppressWarnings("unchecked") // such are the rows of a side that waits
    private void mark(JoinSide<K> side, TimedRows.Position<Object> at, boolean staysOpen) {
        if (at.tag() != JoinSide.MATCHED) {
            at.tag(JoinSide.MATCHED);
            if (side.waits) {
                side.matched((Waiting<K>) at.value(), staysOpen);
            }
        }
    }

    /** The time of a row is over: tells what there is to tell. */
    void finish(JoinSide<K> side, Waiting<K> waiting, Output<R> out) throws Exception {
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
}
