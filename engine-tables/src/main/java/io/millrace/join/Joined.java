package io.millrace.join;

import io.millrace.EventStream;
import io.millrace.operator.SideOutput;
import io.millrace.state.serde.Type;

/**
 * The results of a join, and the rows that came too late for it.
 *
 * @param <A> the left events
 * @param <B> the right events
 * @param <R> the results
 */
public final class Joined<A, B, R> extends EventStream<R> {

    private final Type<A> left;
    private final Type<B> right;

    Joined(EventStream<R> results, Type<A> left, Type<B> right) {
        super(results);
        this.left = left;
        this.right = right;
    }

    /**
     * The left rows that came too late: behind event time by the allowed lateness or more. They have met none, and are told
     * nowhere else. They are counted in the operator's metric {@code late}.
     *
     * @return the rows, with their timestamps
     */
    public EventStream<A> lateLeft() {
        return sideOutput(SideOutput.LATE_LEFT, left);
    }

    /**
     * The right rows that came too late, as {@link #lateLeft}.
     *
     * @return the rows, with their timestamps
     */
    public EventStream<B> lateRight() {
        return sideOutput(SideOutput.LATE_RIGHT, right);
    }

    @Override
    public Joined<A, B, R> parallelism(int tasks) {
        super.parallelism(tasks);
        return this;
    }

    @Override
    public Joined<A, B, R> typed(Class<R> type) {
        return new Joined<>(super.typed(type), left, right);
    }

    @Override
    public Joined<A, B, R> typed(Type<R> type) {
        return new Joined<>(super.typed(type), left, right);
    }
}
