package io.millrace.benchmarks.why;

/**
 * Something that may have made events late. Times are those of {@link System#nanoTime}.
 *
 * @param kind of what kind it is
 * @param name what it was, for people
 * @param beginNanos when it began
 * @param endNanos when it was over
 */
record Cause(Kind kind, String name, long beginNanos, long endNanos) {

    /** Where several go on at a time, the first of these has made events late: the others could not go on either. */
    enum Kind {
        /** A collector stopped all threads. */
        PAUSE,
        /** The JVM stopped all threads, for whatever. */
        STOP,
        /** A thread was ready and had no processor. */
        NO_PROCESSOR,
        /** A task did not come to an end with what it did. */
        STEP,
        /** A worker slept. */
        PARKED
    }
}
