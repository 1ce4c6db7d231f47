package io.millrace.benchmarks.rival;

/**
 * A while in which all events were seen late that were seen at all. Times are those of {@link System#nanoTime}.
 *
 * @param beginNanos when the first of them was due
 * @param endNanos when the last of them was seen
 * @param worstNanos how late the latest was
 * @param events how many were late
 */
public record Spell(long beginNanos, long endNanos, long worstNanos, long events) {

    /**
     * How long it was.
     *
     * @return nanoseconds
     */
    public long nanos() {
        return endNanos - beginNanos;
    }
}
