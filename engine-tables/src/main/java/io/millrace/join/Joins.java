package io.millrace.join;

import io.millrace.KeyedExtension;
import io.millrace.KeyedStream;
import io.millrace.function.Fn;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * Joins of two keyed streams: rows of the same key meet by their times.
 *
 * <pre>{@code
 * orders.keyBy(Order::id)
 *         .join(Joins.with(payments.keyBy(Payment::order)).within(ofMinutes(-1), ofMinutes(15)))
 *         .left("unpaid", (order, payment) -> payment == null ? Due.unpaid(order) : Due.paid(order, payment));
 * }</pre>
 *
 * <p>The stream that the verb stands behind is the left one.
 */
public final class Joins {

    private Joins() {}

    /**
     * Names the right stream of a join.
     *
     * @param <K> the keys
     * @param <B> the right events
     * @param right the stream, by the same key as the left one
     * @return what is to be said next: which rows meet by their times
     */
    public static <K, B> With<K, B> with(KeyedStream<K, B> right) {
        return new With<>(Objects.requireNonNull(right, "the right stream of a join must not be null"));
    }

    /**
     * A right stream, of which is to be said which rows of it meet a left one. Both ends of each stretch of time belong to
     * it.
     *
     * @param <K> the keys
     * @param <B> the right events
     */
    public static final class With<K, B> {

        private final KeyedStream<K, B> right;

        private With(KeyedStream<K, B> right) {
            this.right = right;
        }

        /**
         * Has a left row meet the right rows of a stretch of time around it: {@code within(ofMinutes(-1), ofMinutes(15))}
         * are those from a minute before it to 15 minutes behind it.
         *
         * @param <A> the left events
         * @param from from when on, as a distance from the left row, negative for before
         * @param to up to when, not before {@code from}
         * @return the join
         */
        public <A> KeyedExtension<K, A, Join<K, A, B>> within(Duration from, Duration to) {
            return join(new JoinBounds.Within<>(from, to));
        }

        /**
         * Has a left row meet the right rows from its own time to an end that it tells, such as bids while an auction is
         * open. A left row whose end is before its time meets none.
         *
         * @param <A> the left events
         * @param end from left event to the time of the last right row that it meets, never to null
         * @return the join
         */
        public <A> KeyedExtension<K, A, Join<K, A, B>> during(Fn<? super A, Instant> end) {
            return join(new JoinBounds.During<A>(end));
        }

        /**
         * Has a left row meet all right rows, whatever their times. All rows are kept for good, which a job says aloud when
         * it starts: for streams that are bounded, or small.
         *
         * @param <A> the left events
         * @return the join
         */
        public <A> KeyedExtension<K, A, Join<K, A, B>> forever() {
            return join(new JoinBounds.Forever<>());
        }

        private <A> KeyedExtension<K, A, Join<K, A, B>> join(JoinBounds<A> bounds) {
            return left -> new Join<>(left, right, bounds, 0);
        }

        @Override
        public String toString() {
            return "With of " + right;
        }
    }
}
