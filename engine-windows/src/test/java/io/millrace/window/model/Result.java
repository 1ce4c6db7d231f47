package io.millrace.window.model;

import io.millrace.window.WindowResult;
import io.millrace.window.spi.PaneInfo;
import java.util.Comparator;
import java.util.Set;

/**
 * A result of a window, as it comes or as it should.
 *
 * @param key the key
 * @param start the start of the window
 * @param end its end, not included
 * @param value what the aggregate gave
 * @param timestamp that of the result
 * @param pane which of the window's results it is
 */
record Result(String key, long start, long end, Object value, long timestamp, PaneInfo pane) {

    /** Puts the results of a key and window side by side, in a sort that is stable. */
    static final Comparator<Result> BY_WINDOW =
            Comparator.comparing(Result::key).thenComparing(Result::start).thenComparing(Result::end);

    static Result of(WindowResult<String, ?> result, long timestamp) {
        return new Result(
                result.key(),
                result.start().toEpochMilli(),
                result.end().toEpochMilli(),
                result.value(),
                timestamp,
                result.pane());
    }

    /** Whether a longer session has taken in this one. */
    boolean isPartOf(Result other) {
        return key.equals(other.key)
                && other.start <= start
                && end <= other.end
                && end - start < other.end - other.start
                && containsAll(other.value, value);
    }

    private static boolean containsAll(Object values, Object others) {
        return values instanceof Set<?> set && others instanceof Set<?> subset && set.containsAll(subset);
    }

    @Override
    public String toString() {
        return key + "=" + value + "[" + start + "," + end + ")#" + timestamp + " " + pane.timing() + " " + pane.index()
                + (pane.last() ? " last" : "");
    }
}
