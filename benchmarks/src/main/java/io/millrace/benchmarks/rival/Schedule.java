package io.millrace.benchmarks.rival;

import java.io.Serializable;
import java.util.concurrent.TimeUnit;

/**
 * Which events are due when: event i at the start plus i divided by the rate, however far behind the system is. The
 * load is open, so a pause counts for every event that it delays.
 *
 * @param startNanos when the first event is due, of {@link System#nanoTime}; a little in the future, so that the system is up
 * @param rate events per second, at least 1
 * @param events how many
 */
public record Schedule(long startNanos, int rate, long events) implements Serializable {

    /** How many keys the events are spread over. */
    public static final int KEYS = 10_000;

    /**
     * When an event is due.
     *
     * @param index from 0
     * @return a time of {@link System#nanoTime}
     */
    public long dueNanos(long index) {
        return startNanos + index * TimeUnit.SECONDS.toNanos(1) / rate;
    }

    /**
     * The event of an index.
     *
     * @param index from 0
     * @return a new object
     */
    public Due event(long index) {
        return new Due((int) (index * 31 % KEYS), dueNanos(index));
    }
}
