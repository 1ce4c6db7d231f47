package io.millrace.join;

import io.millrace.function.Fn;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * Which right rows a left row meets, by their times. Immutable.
 *
 * @param <A> the left events
 */
public sealed interface JoinBounds<A> extends Serializable {

    /**
     * Those bounds in words.
     *
     * @return words that follow "right rows"
     */
    String text();

    /**
     * Right rows of a stretch of time around a left row.
     *
     * @param <A> the left events
     * @param from from when on, as a distance from the left row, negative for before
     * @param to up to when, as well, not before {@code from}
     */
    record Within<A>(Duration from, Duration to) implements JoinBounds<A> {

        /** Checks that there is some time between. */
        public Within {
            Objects.requireNonNull(from, "from when on right rows are met must not be null");
            Objects.requireNonNull(to, "up to when right rows are met must not be null");
            if (to.compareTo(from) < 0) {
                throw new IllegalArgumentException("a join within " + from + " to " + to
                        + " would join nothing: name the earlier end first, with a minus for what is before a left row, as"
                        + " in within(Duration.ofMinutes(-1), Duration.ofMinutes(15))");
            }
        }

        @Override
        public String text() {
            return "from " + from + " to " + to;
        }
    }

    /**
     * Right rows from the time of a left row to an end that it tells.
     *
     * @param <A> the left events
     * @param end from left event to the time of the last right row
     */
    record During<A>(Fn<? super A, Instant> end) implements JoinBounds<A> {

        /** Checks the function. */
        public During {
            Objects.requireNonNull(end, "the end of a left row must not be null");
        }

        @Override
        public String text() {
            return "up to the end of each left row";
        }
    }

    /**
     * All right rows.
     *
     * @param <A> the left events
     */
    record Forever<A>() implements JoinBounds<A> {
        @Override
        public String text() {
            return "forever";
        }
    }
}
