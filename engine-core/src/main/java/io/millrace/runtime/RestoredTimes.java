package io.millrace.runtime;

import io.millrace.time.EventTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far event time had come for the operators by the snapshot that the job goes on from, each for the key group that
 * was ahead of all others. Complete when all tasks are ready, and so when the first row comes. Thread-safe.
 */
final class RestoredTimes {

    private final Map<Integer, Long> times = new ConcurrentHashMap<>();

    /** A task of a node has restored its state. */
    void reached(int node, long time) {
        times.merge(node, time, Math::max);
    }

    long of(int node) {
        return times.getOrDefault(node, EventTime.NONE);
    }
}
