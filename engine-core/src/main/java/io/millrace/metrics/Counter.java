package io.millrace.metrics;

/** A count with one writer, the thread of its {@link Metrics}, and any number of readers. */
public interface Counter {

    /**
     * Adds; called by the owning thread only.
     *
     * @param count what to add
     */
    void add(long count);

    /** Adds 1; called by the owning thread only. */
    default void increment() {
        add(1);
    }

    /**
     * The count as of now; any thread may ask.
     *
     * @return the count
     */
    long value();
}
