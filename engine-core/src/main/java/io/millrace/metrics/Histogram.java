package io.millrace.metrics;

/**
 * Values and how often each was seen, to three digits. It has one writer, the thread of its {@link Metrics}, and any number
 * of readers.
 */
public interface Histogram {

    /**
     * Records a value; called by the owning thread only.
     *
     * @param value the value, in whatever unit; negative ones count as 0
     */
    default void record(long value) {
        record(value, 1);
    }

    /**
     * Records a value that was seen several times; called by the owning thread only.
     *
     * @param value the value, in whatever unit; negative ones count as 0
     * @param count how often, not negative
     */
    void record(long value, long count);

    /**
     * All that was recorded so far; any thread may ask.
     *
     * @return a copy
     */
    Distribution distribution();
}
