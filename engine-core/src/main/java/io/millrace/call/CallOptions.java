package io.millrace.call;

import java.io.Serializable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How others are called. Immutable.
 *
 * @param inFlight how many events may wait for an answer at a time, in each task
 * @param order in which order results are emitted
 * @param timeout how long an answer may take, over all tries; null for however long
 * @param retries how often a call is tried again that has failed
 * @param backoff how long after the first failure that is done; at most, where it grows
 * @param longest what doubles with each failure up to that; the same as {@code backoff} where nothing grows
 */
public record CallOptions(
        int inFlight, CallOrder order, Duration timeout, int retries, Duration backoff, Duration longest)
        implements Serializable {

    private static final int MOST_IN_FLIGHT = 1_000_000;

    /** Checks the numbers. */
    public CallOptions {
        Objects.requireNonNull(order, "order");
        Objects.requireNonNull(backoff, "the backoff of retry must not be null; Duration.ZERO tries again at once");
        if (inFlight < 1 || inFlight > MOST_IN_FLIGHT) {
            throw new IllegalArgumentException(
                    "inFlight is how many events may wait for an answer, from 1 to 1,000,000, not " + inFlight);
        }
        if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
            throw new IllegalArgumentException("a timeout has to be more than no time, not " + timeout);
        }
        if (retries < 0) {
            throw new IllegalArgumentException("a call cannot be retried " + retries + " times");
        }
        if (backoff.isNegative()) {
            throw new IllegalArgumentException("the backoff of retry cannot be less than no time, not " + backoff);
        }
        Objects.requireNonNull(longest, "the longest backoff of retry must not be null");
        if (longest.compareTo(backoff) < 0) {
            throw new IllegalArgumentException("the longest backoff of retry, " + longest + ", is less than the first, "
                    + backoff + "; exchange them");
        }
        if (backoff.isZero() && !longest.isZero()) {
            throw new IllegalArgumentException(
                    "a backoff that doubles has to begin with more than no time, as with Duration.ofMillis(10)");
        }
    }

    /**
     * 64 in flight, however long it takes, and no second try.
     *
     * @param order in which order results are emitted
     * @return the options
     */
    public static CallOptions of(CallOrder order) {
        return new CallOptions(64, order, null, 0, Duration.ZERO, Duration.ZERO);
    }

    /**
     * The same with another bound.
     *
     * @param most how many events may wait for an answer at a time, in each task, from 1 to 1,000,000
     * @return the changed options
     */
    public CallOptions inFlight(int most) {
        return new CallOptions(most, order, timeout, retries, backoff, longest);
    }

    /**
     * The same in another order.
     *
     * @param newOrder in which order results are emitted
     * @return the changed options
     */
    public CallOptions order(CallOrder newOrder) {
        return new CallOptions(inFlight, newOrder, timeout, retries, backoff, longest);
    }

    /**
     * The same with another timeout.
     *
     * @param newTimeout how long an answer may take, over all tries; more than no time
     * @return the changed options
     */
    public CallOptions timeout(Duration newTimeout) {
        Objects.requireNonNull(newTimeout, "the timeout must not be null");
        return new CallOptions(inFlight, order, newTimeout, retries, backoff, longest);
    }

    /**
     * The same with other tries.
     *
     * @param times how often a call is tried again that has failed; not negative
     * @param newBackoff how long after the failure that is done; not negative
     * @return the changed options
     */
    public CallOptions retry(int times, Duration newBackoff) {
        return retry(times, newBackoff, newBackoff);
    }

    /**
     * The same with tries that are ever further apart.
     *
     * @param times how often a call is tried again that has failed; not negative
     * @param first how long after the first failure that is done, at most; more than no time
     * @param newLongest what doubles with each failure up to that; not less
     * @return the changed options
     */
    public CallOptions retry(int times, Duration first, Duration newLongest) {
        return new CallOptions(inFlight, order, timeout, times, first, newLongest);
    }

    boolean grows() {
        return !longest.equals(backoff);
    }

    /** For people. */
    Map<String, String> details() {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("in flight", String.valueOf(inFlight));
        details.put("order", order.toString());
        if (timeout != null) {
            details.put("timeout", timeout.toString());
        }
        if (retries > 0) {
            String after = grows() ? ", after " + backoff + " and up to " + longest : ", each after " + backoff;
            details.put("retries", retries + after);
        }
        return details;
    }

    /** In which order results of calls are emitted. */
    public enum CallOrder {
        /** In that of the events. */
        OF_EVENTS("of events"),
        /** In that of the events of each key. */
        OF_EACH_KEY("of each key"),
        /** As they are answered. */
        OF_ANSWERS("of answers");

        private final String text;

        CallOrder(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
