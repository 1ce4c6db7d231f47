package io.millrace.runtime.flight;

import io.millrace.state.log.SafeText;
import io.millrace.state.time.Times;
import java.time.Duration;

/** What is told of a job as a whole. Thread-safe. */
public final class JobFlight {

    private JobFlight() {}

    /**
     * Another attempt follows.
     *
     * @param attempt which one in a row
     * @param cause what the one before has failed of
     */
    public static void restarts(String job, int attempt, Duration delay, Throwable cause) {
        Restarted event = new Restarted();
        if (event.isEnabled()) {
            event.job = job;
            event.attempt = attempt;
            event.delay = Times.nanos(delay);
            event.cause = SafeText.of(cause);
            event.commit();
        }
    }
}
