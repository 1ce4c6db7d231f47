package io.millrace.window.operator;

import io.millrace.time.EventTime;
import io.millrace.window.spi.WindowAssigner;
import java.time.Instant;
import java.util.Arrays;

/** The windows of one event, as its assigner tells them, and which of them are done with. */
final class AssignedWindows implements WindowAssigner.Assignment {

    private long[] starts = new long[4];
    private long[] lasts = new long[4];
    private int count;
    private int done;

    void clear() {
        count = 0;
        done = 0;
    }

    @Override
    public void add(long start, long end) {
        if (end < start) {
            throw new IllegalArgumentException("a window must not end before it starts, but the assigner gave one from "
                    + Instant.ofEpochMilli(start) + " to " + Instant.ofEpochMilli(end));
        }
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
            lasts = Arrays.copyOf(lasts, 2 * count);
        }
        starts[count] = start;
        lasts[count] = lastBefore(end);
        count++;
    }

    /** The last timestamp of a window that ends there. */
    static long lastBefore(long end) {
        return end == EventTime.MAX ? EventTime.MAX : EventTime.minus(end, 1);
    }

    boolean isEmpty() {
        return count == 0;
    }

    boolean isDone() {
        return done == count;
    }

    long start() {
        return starts[done];
    }

    long last() {
        return lasts[done];
    }

    void next() {
        done++;
    }
}
