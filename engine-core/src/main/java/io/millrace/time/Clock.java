package io.millrace.time;

/**
 * Where all processing time comes from; injected, so that a simulation decides what time it is. Implementations are
 * thread-safe.
 */
public interface Clock {

    /**
     * The time of day.
     *
     * @return milliseconds since the epoch; may jump when the machine's clock is set
     */
    long millis();

    /**
     * A clock for measuring durations.
     *
     * @return nanoseconds since an arbitrary origin, never going back; compare by subtraction
     */
    long nanos();
}
