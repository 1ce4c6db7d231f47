package io.millrace.edge;

import io.millrace.operator.Batch;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** What an edge carries: rows, then at most one signal. Also the link of the list that an {@link Edge} is. */
public final class EdgeBatch {

    /** So many times in a row with few rows, and the room for many was kept in vain. */
    private static final int OFTEN = 64;

    private static final int FEW = 8;
    private static final VarHandle NEXT;

    static {
        try {
            NEXT = MethodHandles.lookup().findVarHandle(EdgeBatch.class, "next", EdgeBatch.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Null until it is first used. */
    private Batch<Object> rows;

    private Signal signal;
    private long ingestedNanos;

    @SuppressWarnings("unused") // read by its handle
    private EdgeBatch next;

    private long sequence;
    private int mostRows;
    private int timesFew;

    EdgeBatch() {}

    /** Null when it has no room for any, which it has when it is under way. */
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

    void begin(long ingested, int batchSize) {
        ingestedNanos = ingested;
        if (rows == null || isLarge()) {
            rows = Batch.growing(batchSize);
            mostRows = 0;
            timesFew = 0;
        }
    }

    /** Has no room for rows until it is used again. */
    void shed() {
        rows = null;
    }

    void signal(Signal newSignal) {
        signal = newSignal;
    }

    void clear() {
        int size = rows.size();
        mostRows = Math.max(size, mostRows);
        timesFew = size < mostRows / FEW ? timesFew + 1 : 0;
        rows.clear();
        signal = null;
        ingestedNanos = 0;
    }

    /** Whether it has far more room than was needed for long. */
    boolean isLarge() {
        return timesFew >= OFTEN;
    }

    /** How many were sent before it on its edge, itself included. */
    long sequence() {
        return sequence;
    }

    /** For the producer: it comes behind those that are on the edge already. */
    void follow(EdgeBatch last, long newSequence) {
        sequence = newSequence;
        next = null;
        NEXT.setRelease(last, this);
    }

    /** What was sent behind this; null when nothing was. */
    EdgeBatch next() {
        return (EdgeBatch) NEXT.getAcquire(this);
    }
}
