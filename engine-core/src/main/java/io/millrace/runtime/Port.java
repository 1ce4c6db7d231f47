package io.millrace.runtime;

import io.millrace.edge.Signal;
import io.millrace.edge.StepBudget;
import io.millrace.metrics.Counter;
import io.millrace.operator.Batch;
import io.millrace.operator.Output;
import java.util.ArrayDeque;
import java.util.List;

/**
 * One output of a stage. Rows gather in one batch while the receivers may still be working on the other; signals wait
 * behind the rows that were emitted before them.
 */
final class Port implements Output<Object> {

    private final StepBudget budget;
    private final int batchSize;
    private final Announcer announcer;
    private final Counter rowsOut;
    private final ArrayDeque<Signal> signals = new ArrayDeque<>(2);
    private Receiver[] receivers = {};
    private Batch<Object> filling;
    private Batch<Object> inFlight;
    private boolean busy;

    Port(StepBudget budget, int batchSize, Announcer announcer, Counter rowsOut) {
        this.budget = budget;
        this.batchSize = batchSize;
        this.announcer = announcer;
        this.rowsOut = rowsOut;
        filling = new Batch<>(batchSize);
        inFlight = new Batch<>(batchSize);
    }

    void connect(List<? extends Receiver> newReceivers) {
        receivers = newReceivers.toArray(Receiver[]::new);
    }

    @Override
    public void emit(Object value, long timestamp) {
        filling.add(value, timestamp);
        if (filling.isFull()) {
            onFull();
        }
    }

    void emit(Object value, long timestamp, int hash) {
        filling.add(value, timestamp, hash);
        if (filling.isFull()) {
            onFull();
        }
    }

    @Override
    public boolean hasRoom() {
        return !busy && budget.hasRoom();
    }

    @Override
    public void emitWatermark(long watermark) {
        announcer.announceWatermark(watermark);
    }

    @Override
    public void emitIdle() {
        announcer.announceIdle();
    }

    /** Where a source's reader appends; to be followed by a {@link #flush()}. */
    Batch<Object> filling() {
        return filling;
    }

    void signal(Signal signal) {
        signals.add(signal);
    }

    /** Hands over what there is; returns whether all of it is done. */
    boolean flush() {
        if (busy && !resumeReceivers()) {
            return false;
        }
        while (!filling.isEmpty() || !signals.isEmpty()) {
            boolean done = filling.isEmpty() ? handOver(signals.poll()) : handOverRows();
            if (!done) {
                return false;
            }
        }
        return true;
    }

    private void onFull() {
        if (!busy && signals.isEmpty()) {
            handOverRows();
        }
    }

    private boolean handOverRows() {
        Batch<Object> rows = filling;
        filling = inFlight;
        inFlight = rows;
        budget.spend(rows.size());
        rowsOut.add(rows.size());
        boolean done = true;
        for (Receiver receiver : receivers) {
            done &= receiver.rows(rows);
        }
        return finish(done);
    }

    private boolean handOver(Signal signal) {
        boolean done = true;
        for (Receiver receiver : receivers) {
            done &= receiver.signal(signal);
        }
        return finish(done);
    }

    private boolean resumeReceivers() {
        boolean done = true;
        for (Receiver receiver : receivers) {
            done &= receiver.resume();
        }
        return finish(done);
    }

    private boolean finish(boolean done) {
        busy = !done;
        if (done) {
            recycle();
        }
        return done;
    }

    /** A batch that one call made grow far beyond its size is not kept. */
    private void recycle() {
        if (inFlight.capacity() > 4 * batchSize) {
            inFlight = new Batch<>(batchSize);
        } else {
            inFlight.clear();
        }
    }

    /** Event time is announced on all outputs of a stage at once. */
    interface Announcer {

        void announceWatermark(long watermark);

        void announceIdle();
    }
}
