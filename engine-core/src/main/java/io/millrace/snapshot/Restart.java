package io.millrace.snapshot;

import io.millrace.state.time.Times;
import java.time.Duration;
import java.util.Objects;

/**
 * Whether a job that has failed is started again, from its latest snapshot, or from the beginning when it has none.
 * Immutable.
 *
 * <p>A job that is refused when it is started, since a file cannot be read, say, is not started again, since that would not
 * help; one that has run is.
 *
 * <p>An event that fails the same operator in three attempts is taken for poison: no further attempt is made, and the
 * error says which event it is.
 */
public final class Restart {

    private static final Duration DEFAULT_HEALTHY_AFTER = Duration.ofMinutes(10);

    private final int attempts;
    private final Duration firstDelay;
    private final Duration longestDelay;
    private final double factor;
    private final Duration healthyAfter;

    private Restart(int attempts, Duration firstDelay, Duration longestDelay, double factor, Duration healthyAfter) {
        this.attempts = attempts;
        this.firstDelay = firstDelay;
        this.longestDelay = longestDelay;
        this.factor = factor;
        this.healthyAfter = healthyAfter;
    }

    /**
     * A job that has failed stays so. This is what a job does unless told otherwise.
     *
     * @return no restart
     */
    public static Restart none() {
        return new Restart(0, Duration.ZERO, Duration.ZERO, 1, DEFAULT_HEALTHY_AFTER);
    }

    /**
     * Starts again after the same delay each time.
     *
     * @param attempts how often in a row at most, at least 1
     * @param delay from the end of an attempt to the next, not negative
     * @return the strategy
     */
    public static Restart fixedDelay(int attempts, Duration delay) {
        return new Restart(
                checkedAttempts(attempts), checkedDelay(delay), checkedDelay(delay), 1, DEFAULT_HEALTHY_AFTER);
    }

    /**
     * Starts again after a delay that doubles each time.
     *
     * @param attempts how often in a row at most, at least 1
     * @param first the first delay, not negative
     * @param longest what it grows to at most
     * @return the strategy
     */
    public static Restart exponentialBackoff(int attempts, Duration first, Duration longest) {
        if (checkedDelay(longest).compareTo(checkedDelay(first)) < 0) {
            throw new IllegalArgumentException(
                    "the longest delay, " + longest + ", is less than the first, " + first + "; exchange them");
        }
        return new Restart(checkedAttempts(attempts), first, longest, 2, DEFAULT_HEALTHY_AFTER);
    }

    /**
     * Sets after how long a run counts as healthy, so that attempts are counted anew. Without this it is 10 minutes.
     *
     * @param duration positive
     * @return the changed strategy
     */
    public Restart healthyAfter(Duration duration) {
        if (checkedDelay(duration).isZero()) {
            throw new IllegalArgumentException("a run is not healthy after no time; give a positive duration");
        }
        return new Restart(attempts, firstDelay, longestDelay, factor, duration);
    }

    /**
     * How often in a row the job is started again at most.
     *
     * @return the number of restarts, 0 for none
     */
    public int attempts() {
        return attempts;
    }

    /**
     * After how long a run counts as healthy.
     *
     * @return the duration, positive
     */
    public Duration healthyAfter() {
        return healthyAfter;
    }

    /**
     * The delay before an attempt.
     *
     * @param attempt which one in a row, from 1
     * @return the delay, not negative
     */
    public Duration delay(int attempt) {
        double nanos = Times.nanos(firstDelay) * Math.pow(factor, attempt - 1);
        return nanos >= Times.nanos(longestDelay) ? longestDelay : Duration.ofNanos((long) nanos);
    }

    private static int checkedAttempts(int attempts) {
        if (attempts < 1) {
            throw new IllegalArgumentException("the number of attempts must be at least 1, but is " + attempts
                    + "; Restart.none() is for a job that stays failed");
        }
        return attempts;
    }

    private static Duration checkedDelay(Duration delay) {
        Objects.requireNonNull(delay, "the delay must not be null");
        if (delay.isNegative()) {
            throw new IllegalArgumentException("the delay must not be negative, but is " + delay);
        }
        return delay;
    }

    @Override
    public String toString() {
        if (attempts == 0) {
            return "no restart";
        }
        String delays = factor == 1 ? "after " + firstDelay : "after " + firstDelay + " to " + longestDelay;
        return "up to " + attempts + " restarts in a row, " + delays;
    }

    /** Attempt after attempt has failed on the same event, so that no further one is made. The cause tells which event. */
    public static final class PoisonEventException extends RuntimeException {

        private static final long serialVersionUID = 1;

        /**
         * Tells how often.
         *
         * @param attempts how many attempts have failed on it
         * @param cause the failure of the last one, which names the operator and the event
         */
        public PoisonEventException(int attempts, RuntimeException cause) {
            super(
                    attempts
                            + " attempts in a row have failed on the same event, so another would too; correct the function,"
                            + " or send such events to the dead letters with onError: " + cause.getMessage(),
                    cause);
        }
    }
}
