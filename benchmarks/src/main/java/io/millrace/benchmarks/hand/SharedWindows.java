package io.millrace.benchmarks.hand;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where threads leave what they have counted by {@link Users slot} in a window; the last of them ends it. Thread-safe.
 */
final class SharedWindows {

    private final Ending ending;
    private final long[] passed;
    private final TreeMap<Long, int[]> open = new TreeMap<>();

    /** What is done with windows, one at a time and in the order of time. */
    interface Ending {
        void window(long start, int[] counts);

        void finish();
    }

    SharedWindows(int threads, Ending ending) {
        this.ending = ending;
        passed = new long[threads];
        Arrays.fill(passed, Long.MIN_VALUE);
    }

    /**
     * From a thread, in the order of time.
     *
     * @param counts not to be used any more
     */
    synchronized void add(int thread, long start, int[] counts) {
        open.merge(start, counts, SharedWindows::sum);
        pass(thread, start);
    }

    /** From a thread that has no more. */
    synchronized void finish(int thread) {
        pass(thread, Long.MAX_VALUE);
        if (passedByAll() == Long.MAX_VALUE) {
            ending.finish();
        }
    }

    private void pass(int thread, long start) {
        passed[thread] = start;
        while (!open.isEmpty() && open.firstKey() <= passedByAll()) {
            Map.Entry<Long, int[]> first = open.pollFirstEntry();
            ending.window(first.getKey(), first.getValue());
        }
    }

    private long passedByAll() {
        return Arrays.stream(passed).min().orElseThrow();
    }

    private static int[] sum(int[] counts, int[] others) {
        for (int slot = 0; slot < counts.length; slot++) {
            counts[slot] += others[slot];
        }
        return counts;
    }
}
