package io.millrace.edge;

import io.millrace.operator.Batch;

/** What an edge carries: rows, then at most one signal. */
public final class EdgeBatch {

    private final Batch<Object> rows;
    private Signal signal;
    private long ingestedNanos;

    EdgeBatch(int capacity) {
        rows = new Batch<>(capacity);
    }

    public Batch<Object> rows() {
        return rows;
    }

    /** The signal behind the rows, or null. */
    public Signal signal() {
        return signal;
    }

    /** When the oldest of the events that these rows come from entered the job; 0 when nobody asked for latency. */
    public long ingestedNanos() {
        return ingestedNanos;
    }

    void begin(long ingested) {
        ingestedNanos = ingested;
    }

    void signal(Signal newSignal) {
        signal = newSignal;
    }

    void clear() {
        rows.clear();
        signal = null;
        ingestedNanos = 0;
    }
}
