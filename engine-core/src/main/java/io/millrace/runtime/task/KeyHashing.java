package io.millrace.runtime.task;

import io.millrace.edge.RowHasher;
import io.millrace.edge.Signal;
import io.millrace.operator.Batch;

/**
 * Gives rows the hashes of their keys where that is not left to the edges: on the way to an operator in the same task, be it
 * that producer and consumer have parallelism 1, or that it combines events before they are sent.
 */
public final class KeyHashing implements Receiver {

    private final RowHasher hasher;
    private final Receiver next;

    /** The rows of a batch that others read too, for as long as the receiver is at them. */
    private Batch<Object> copy;

    public KeyHashing(RowHasher hasher, Receiver next) {
        this.hasher = hasher;
        this.next = next;
    }

    @Override
    public boolean rows(Batch<Object> batch) {
        Batch<Object> rows = batch.isShared() ? copyOf(batch) : batch;
        hasher.hash(rows);
        return done(next.rows(rows));
    }

    private Batch<Object> copyOf(Batch<Object> batch) {
        if (copy == null) {
            copy = Batch.growing(batch.capacity());
        }
        copy.addAll(batch, 0, batch.size());
        return copy;
    }

    private boolean done(boolean done) {
        if (done && copy != null) {
            copy.clear();
        }
        return done;
    }

    @Override
    public long received() {
        return next.received();
    }

    @Override
    public boolean signal(Signal signal) {
        return next.signal(signal);
    }

    @Override
    public boolean resume() {
        return done(next.resume());
    }
}
