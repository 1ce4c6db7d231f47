package io.millrace.join;

import io.millrace.KeyedStream;
import io.millrace.function.BiFn;
import io.millrace.operator.Aggregate;
import io.millrace.time.EventTime;
import java.time.Duration;
import java.util.Objects;

/**
 * A join of which is to be said what it makes of rows that meet. Each pair has a result, as soon as the second of both has
 * come, with the later of their timestamps; of rows that meet none see {@link #left}. No result is late for what comes
 * behind: event time there waits for rows that are still to be told. Immutable.
 *
 * @param <K> the keys
 * @param <A> the left events
 * @param <B> the right events
 */
public final class Join<K, A, B> {

    private final KeyedStream<K, A> left;
    private final KeyedStream<K, B> right;
    private final JoinBounds<A> bounds;
    private final long lateness;

    Join(KeyedStream<K, A> left, KeyedStream<K, B> right, JoinBounds<A> bounds, long lateness) {
        this.left = left;
        this.right = right;
        this.bounds = bounds;
        this.lateness = lateness;
    }

    /**
     * Takes rows that come late, as if event time were so far behind: rows are kept, and those that meet none are told,
     * that much later, and event time behind the join is that much behind. What comes later still goes to {@link
     * Joined#lateLeft} and {@link Joined#lateRight}. Without this it is zero.
     *
     * @param allowed how far behind event time a row may be, not negative
     * @return the join, with that lateness
     */
    public Join<K, A, B> allowedLateness(Duration allowed) {
        long millis = EventTime.millis(Objects.requireNonNull(allowed, "the allowed lateness must not be null"));
        if (millis < 0) {
            throw new IllegalArgumentException("the allowed lateness must not be negative, but is " + allowed);
        }
        return new Join<>(left, right, bounds, millis);
    }

    /**
     * Makes a result of each pair of rows that meet.
     *
     * @param <R> the results
     * @param name the name of the operator, unique in the pipeline and stable across versions of the program
     * @param function from left and right event to result, never to null
     * @return the results
     */
    public <R> Joined<A, B, R> inner(String name, BiFn<? super A, ? super B, ? extends R> function) {
        return pairs(name, JoinKind.INNER, function);
    }

    /**
     * As {@link #inner}, and a result of each left row that meets none, with its timestamp: once, when no right row can
     * come any more that it would meet. That is when event time has come to the end of its bounds, and the allowed lateness
     * behind that; with {@code forever()} it is at the end of the data.
     *
     * @param <R> the results
     * @param name the name of the operator, unique in the pipeline and stable across versions of the program
     * @param function from left event, and right event or null, to result, never to null
     * @return the results
     */
    public <R> Joined<A, B, R> left(String name, BiFn<? super A, ? super B, ? extends R> function) {
        return pairs(name, JoinKind.LEFT, function);
    }

    /**
     * As {@link #left}, for right rows that meet none.
     *
     * @param <R> the results
     * @param name the name of the operator, unique in the pipeline and stable across versions of the program
     * @param function from left event or null, and right event, to result, never to null
     * @return the results
     */
    public <R> Joined<A, B, R> right(String name, BiFn<? super A, ? super B, ? extends R> function) {
        return pairs(name, JoinKind.RIGHT, function);
    }

    /**
     * As {@link #left}, for rows of both sides that meet none.
     *
     * @param <R> the results
     * @param name the name of the operator, unique in the pipeline and stable across versions of the program
     * @param function from left and right event, one of which may be null, to result, never to null
     * @return the results
     */
    public <R> Joined<A, B, R> full(String name, BiFn<? super A, ? super B, ? extends R> function) {
        return pairs(name, JoinKind.FULL, function);
    }

    private <R> Joined<A, B, R> pairs(String name, JoinKind kind, BiFn<? super A, ? super B, ? extends R> function) {
        return joined(new JoinSpec<K, A, B, B, R>(
                name,
                bounds,
                kind,
                left.key(),
                right.key(),
                left.eventType(),
                right.eventType(),
                lateness,
                null,
                function));
    }

    /**
     * Aggregates the right rows that each left row meets, and makes one result of it when its bounds are over: when no
     * right row can come any more that it would meet. The result's timestamp is the end of the bounds, or that of the left
     * row where that is later. A left row that meets none has the result of an aggregate of nothing, which may be null.
     *
     * <p>Of each left row there is an accumulator, and right rows are kept only as long as a left row may still come that
     * meets them: not at all behind the watermark where right rows do not precede the left ones that they meet.
     *
     * @param <X> the results of the aggregate
     * @param <R> the results
     * @param name the name of the operator, unique in the pipeline and stable across versions of the program
     * @param aggregate what to make of the right rows
     * @param function from left event, and the result of its right rows, to result, never to null
     * @return the results
     * @throws IllegalStateException when the bounds never are over, as with {@code forever()}
     */
    public <X, R> Joined<A, B, R> aggregate(
            String name, Aggregate<? super B, ?, X> aggregate, BiFn<? super A, ? super X, ? extends R> function) {
        Objects.requireNonNull(aggregate, () -> "the aggregate of join '" + name + "' must not be null");
        return joined(new JoinSpec<K, A, B, X, R>(
                name,
                bounds,
                JoinKind.LEFT,
                left.key(),
                right.key(),
                left.eventType(),
                right.eventType(),
                lateness,
                aggregate,
                function));
    }

    private <R> Joined<A, B, R> joined(JoinSpec<K, A, B, ?, R> spec) {
        return new Joined<>(left.transform(spec, right), left.eventType(), right.eventType());
    }

    @Override
    public String toString() {
        return "Join of " + left + " with " + right + " " + bounds.text();
    }
}
