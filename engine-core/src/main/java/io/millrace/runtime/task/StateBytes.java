package io.millrace.runtime.task;

import java.util.Arrays;

/** How many bytes are written of each keyed state of a task: in the latest complete snapshot that has everything, and of what has changed since. */
final class StateBytes {

    private static final long NONE = -1;

    private long[] complete = {};

    /** The length of the file behind each state that the snapshot in flight has written. */
    private long[] ends = {};

    void begin() {
        ends = new long[0];
    }

    /** A state has been written, behind which the file is so long. */
    void written(int state, long end) {
        ends = Arrays.copyOf(ends, state + 1);
        ends[state] = end;
    }

    void complete(boolean whole) {
        complete = Arrays.copyOf(complete, ends.length);
        for (int i = 0; i < ends.length; i++) {
            long written = ends[i] - (i == 0 ? 0 : ends[i - 1]);
            complete[i] = whole ? written : complete[i] + written;
        }
    }

    long of(int state) {
        return state >= 0 && state < complete.length ? complete[state] : NONE;
    }
}
