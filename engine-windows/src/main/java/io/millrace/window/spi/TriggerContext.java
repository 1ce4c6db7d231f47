package io.millrace.window.spi;

import java.time.Instant;

/**
 * What a trigger may look at: one window of one key. Valid during the call only.
 *
 * @param <R> the results
 */
public interface TriggerContext<R> {

    /**
     * The beginning of the window.
     *
     * @return its first instant
     */
    Instant start();

    /**
     * The end of the window.
     *
     * @return the end, itself not included
     */
    Instant end();

    /**
     * The timestamp of the event, or the time that has come.
     *
     * @return epoch milliseconds; {@link io.millrace.time.EventTime#NONE} for an event that has no timestamp
     */
    long time();

    /**
     * How far the time of the trigger is: the watermark, or the clock. It may be far beyond {@link #time} when it
     * jumped. A trigger that goes by the clock adds to this, and not to {@link #time}, to be called a while after an
     * event.
     *
     * @return epoch milliseconds, {@link io.millrace.time.EventTime#NONE} before the first watermark
     */
    long now();

    /**
     * What the window would emit now. Computed when asked for.
     *
     * @return the result
     * @throws Exception fails the job
     */
    R result() throws Exception;
}
