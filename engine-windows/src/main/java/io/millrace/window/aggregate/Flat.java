package io.millrace.window.aggregate;

/**
 * An aggregate whose accumulators are arrays of always as many {@code long}s or {@code double}s, all of them 0 when they are
 * new. Many of them can be kept in one array.
 */
public interface Flat {

    /** A new accumulator; null where it is no such array after all. */
    Object zeros();
}
