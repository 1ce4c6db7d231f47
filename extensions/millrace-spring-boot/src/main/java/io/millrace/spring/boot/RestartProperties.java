package io.millrace.spring.boot;

import io.millrace.snapshot.Restart;
import java.time.Duration;

/**
 * Whether a job that has failed is started again, from its latest snapshot. Null is what was not said.
 *
 * @param attempts How often in a row at most; 0 for a job that stays failed, which is so unless said otherwise.
 * @param delay After how long the first time; 1 s unless said otherwise. It doubles each time.
 * @param maxDelay What the delay grows to at most; 1 min unless said otherwise.
 * @param healthyAfter After how long a run counts as healthy, so that attempts are counted anew; 10 min unless said otherwise.
 */
public record RestartProperties(Integer attempts, Duration delay, Duration maxDelay, Duration healthyAfter) {

    private static final Duration DELAY = Duration.ofSeconds(1);
    private static final Duration MAX_DELAY = Duration.ofMinutes(1);

    RestartProperties over(RestartProperties shared) {
        return new RestartProperties(
                Said.first(attempts, shared.attempts),
                Said.first(delay, shared.delay),
                Said.first(maxDelay, shared.maxDelay),
                Said.first(healthyAfter, shared.healthyAfter));
    }

    Restart restart() {
        if (Said.or(attempts, 0) == 0) {
            return Restart.none();
        }
        Duration first = Said.or(delay, DELAY);
        Duration longest = Said.or(maxDelay, first.compareTo(MAX_DELAY) > 0 ? first : MAX_DELAY);
        return Said.apply(Restart.exponentialBackoff(attempts, first, longest), healthyAfter, Restart::healthyAfter);
    }
}
