package io.millrace;

import io.millrace.operator.SideOutput;
import io.millrace.state.serde.Type;

/**
 * What an operator on two streams makes of them, and the events that came too late for it.
 *
 * @param <A> the events of the left stream
 * @param <B> the events of the right stream
 * @param <R> the results
 */
public final class ConnectedStream<A, B, R> extends EventStream<R> {

    private final Type<A> leftType;
    private final Type<B> rightType;

    ConnectedStream(EventStream<R> stream, Type<A> leftType, Type<B> rightType) {
        super(stream);
        this.leftType = leftType;
        this.rightType = rightType;
    }

    /**
     * The left events that were late, with their timestamps. They are counted in the metric {@code late}. Without {@link
     * Connected#inEventTimeOrder} there are none.
     *
     * @return the late events
     */
    public EventStream<A> lateLeft() {
        return sideOutput(SideOutput.LATE_LEFT, leftType);
    }

    /**
     * The right events that were late, with their timestamps. They are counted in the metric {@code late}. Without {@link
     * Connected#inEventTimeOrder} there are none.
     *
     * @return the late events
     */
    public EventStream<B> lateRight() {
        return sideOutput(SideOutput.LATE_RIGHT, rightType);
    }

    @Override
    public ConnectedStream<A, B, R> parallelism(int tasks) {
        super.parallelism(tasks);
        return this;
    }
}
