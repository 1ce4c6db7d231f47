package io.millrace.operator;

/**
 * Gives the events of one split timestamps, and shows them to its generator of watermarks. Confined to the task's
 * thread.
 *
 * @param <T> the events
 */
interface Stamper<T> {

    /**
     * Takes rows until one asks for its watermark.
     *
     * @param stamps gets the timestamps, by row
     * @return the row behind the last that was taken
     */
    int stamp(Batch<T> batch, int from, long[] stamps);

    /** The highest timestamp so far. */
    long newest();
}
