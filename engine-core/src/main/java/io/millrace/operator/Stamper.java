package io.millrace.operator;

/**
 * Gives the events of one split timestamps, and shows them to its generator of watermarks. Confined to the task's
 * thread.
 *
 * @param <T> the events
 */
interface Stamper<T> {

    /**
     * Takes rows until one asks for its watermark. Those that are ahead get their timestamps and count for nothing.
     *
     * @param latest the timestamp behind which a row is ahead
     * @param stamps gets the timestamps, by row
     * @return the row behind the last that was taken
     */
    int stamp(Batch<T> batch, int from, long[] stamps, long latest);

    /** How many of the rows that were last taken are ahead. */
    int ahead();

    /** The highest timestamp so far. */
    long newest();
}
