package io.millrace.operator;

import io.millrace.function.Fn;
import io.millrace.state.serde.Type;
import io.millrace.state.table.Slice;
import io.millrace.state.table.TimedRows;
import io.millrace.state.table.TimedSides;

/** Runs a {@link ConnectedProcess} in the order of event time; of one time, left events are first. */
final class ConnectedInOrder<K, A, B, R> extends OrderedOperator<K, R> {

    private final Fn<? super A, ? extends K> leftKey;
    private final Fn<? super B, ? extends K> rightKey;
    private final Type<A> leftType;
    private final Type<B> rightType;
    private final ConnectedProcess<K, A, B, R> logic;
    private final TimedRows.Position<A> atLeft = new TimedRows.Position<>();
    private final TimedRows.Position<B> atRight = new TimedRows.Position<>();
    private Slice<K, TimedSides<A, B>> rows;
    private TimedSides<A, B> selected;

    /**
     * @param leftType of left events, null where it is not known
     * @param rightType of right events, null where it is not known
     */
    ConnectedInOrder(
            Fn<? super A, ? extends K> leftKey,
            Fn<? super B, ? extends K> rightKey,
            Type<A> leftType,
            Type<B> rightType,
            ConnectedProcess<K, A, B, R> logic) {
        super(logic);
        this.leftKey = leftKey;
        this.rightKey = rightKey;
        this.leftType = leftType;
        this.rightType = rightType;
        this.logic = logic;
    }

    @Override
    void declareRows() {
        rows = state.<A, B>timedSides(
                        "millrace.rows",
                        state.serde("the left events that wait for their time", leftType),
                        state.serde("the right events that wait for their time", rightType))
                .slice(0);
    }

    @Override
    @SuppressWarnings("unchecked") // input 0 has left events, input 1 has right ones
    public boolean process(int input, Batch<Object> batch, Output<R> out) {
        for (int row = 0, size = batch.size(); row < size; row++) {
            Object event = batch.value(row);
            long timestamp = batch.timestamp(row);
            int hash = batch.hash(row);
            if (isLate(event, hash, timestamp, input == 0 ? SideOutput.LATE_LEFT : SideOutput.LATE_RIGHT)) {
                continue;
            }
            if (input == 0) {
                keepLeft((A) event, hash, timestamp);
            } else {
                keepRight((B) event, hash, timestamp);
            }
        }
        return true;
    }

    private void keepLeft(A event, int hash, long timestamp) {
        K key = null;
        try {
            key = leftKey.apply(event);
            keep(key, hash, timestamp).left().add(timestamp, event);
        } catch (Throwable e) {
            throw context.failure(e, key, event, timestamp);
        }
    }

    private void keepRight(B event, int hash, long timestamp) {
        K key = null;
        try {
            key = rightKey.apply(event);
            keep(key, hash, timestamp).right().add(timestamp, event);
        } catch (Throwable e) {
            throw context.failure(e, key, event, timestamp);
        }
    }

    private TimedSides<A, B> keep(K key, int hash, long timestamp) {
        TimedSides<A, B> sides = rows.getOrAdd(key, hash);
        if (timestamp < firstTime(sides)) {
            isFirst(key, hash, timestamp);
        }
        return sides;
    }

    private static long firstTime(TimedSides<?, ?> sides) {
        long left = sides.hasLeft() ? sides.left().firstTime() : NONE;
        return sides.hasRight() ? Math.min(left, sides.right().firstTime()) : left;
    }

    @Override
    public boolean onWatermark(long watermark, Output<R> out) {
        return give(watermark, out);
    }

    @Override
    void select(K key, int hash) {
        selected = rows.get(key, hash);
    }

    @Override
    boolean hasRows() {
        return !selected.isEmpty();
    }

    @Override
    long firstTime() {
        return firstTime(selected);
    }

    @Override
    void giveFirst(K key, int hash) {
        boolean left = selected.hasLeft()
                && (!selected.hasRight()
                        || selected.left().firstTime() <= selected.right().firstTime());
        if (left) {
            giveLeft(key, hash);
        } else {
            giveRight(key, hash);
        }
    }

    private void giveLeft(K key, int hash) {
        selected.left().toFirst(atLeft);
        A event = atLeft.value();
        long timestamp = atLeft.time();
        atLeft.remove();
        atLeft.clear();
        try {
            at(key, hash, timestamp);
            logic.left(event, call, call);
        } catch (Throwable e) {
            throw context.failure(e, key, event, timestamp);
        }
    }

    private void giveRight(K key, int hash) {
        selected.right().toFirst(atRight);
        B event = atRight.value();
        long timestamp = atRight.time();
        atRight.remove();
        atRight.clear();
        try {
            at(key, hash, timestamp);
            logic.right(event, call, call);
        } catch (Throwable e) {
            throw context.failure(e, key, event, timestamp);
        }
    }

    @Override
    void release(K key, int hash) {
        if (selected.isEmpty()) {
            rows.remove(key, hash);
        }
        selected = null;
    }
}
