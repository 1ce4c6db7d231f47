package io.millrace.runtime.task;

import io.millrace.edge.Signal;
import io.millrace.edge.StepBudget;
import io.millrace.operator.Batch;
import io.millrace.operator.Output;
import io.millrace.runtime.metrics.MetricSet.Count;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * One output of a stage. Rows gather while the operator is called, and are handed over when it has returned: an
 * operator's loop has nothing in it but the operator, or those that it is {@linkplain FusedStages fused} with, and no
 * other operator is on the stack. Signals wait behind the rows.
 */
public final class Port implements Output<Object> {

    private final StepBudget budget;
    private final int batchSize;
    private final Announcer announcer;
    private final Count rowsOut;
    private final ArrayDeque<Signal> signals = new ArrayDeque<>(2);
    private Receiver[] receivers = {};
    private Batch<Object> rows;

    /**
     * A batch that an operator, this one or one that it is fused with, was given and emits; or null. Handed over
     * instead of the rows.
     */
    private Batch<Object> passed;

    private boolean busy;
    private boolean emittedSinceIdle;
    private long handedOver;

    Port(StepBudget budget, int batchSize, Announcer announcer, Count rowsOut) {
        this.budget = budget;
        this.batchSize = batchSize;
        this.announcer = announcer;
        this.rowsOut = rowsOut;
        rows = new Batch<>(batchSize);
    }

    public void connect(List<? extends Receiver> newReceivers) {
        receivers = newReceivers.toArray(Receiver[]::new);
    }

    @Override
    public void emit(Object value, long timestamp) {
        rows.add(value, timestamp);
    }

    @Override
    public void emit(Object value, long timestamp, int hash) {
        rows.add(value, timestamp, hash);
    }

    @Override
    @SuppressWarnings("unchecked") // whoever reads it takes any event
    public Batch<Object> emitAll(Batch<?> batch) {
        if (!batch.isShared() && rows.isEmpty()) {
            passed = (Batch<Object>) batch;
            return passed;
        }
        rows.addAll(batch, 0, batch.size());
        return rows;
    }

    @Override
    public boolean hasRoom() {
        return rows.size() < batchSize && budget.hasRoom();
    }

    @Override
    public boolean isRead() {
        return receivers.length > 0;
    }

    @Override
    public void emitWatermark(long watermark) {
        announcer.announceWatermark(watermark);
    }

    @Override
    public void emitIdle() {
        announcer.announceIdle();
    }

    @Override
    public void emitActive() {
        announcer.announceActive();
    }

    /** The rows that wait to be handed over; a source's reader appends to them. */
    Batch<Object> rows() {
        return rows;
    }

    /** Whether rows have been emitted since the last signal of idleness was handed over. */
    boolean hasEmittedSinceIdle() {
        return emittedSinceIdle || (passed != null && !passed.isEmpty()) || !rows.isEmpty();
    }

    void signal(Signal signal) {
        signals.add(signal);
    }

    /** Whether a receiver is not done with what it was given. */
    boolean isBusy() {
        return busy;
    }

    /** Hands over what there is; returns whether all of it is done. */
    boolean flush() {
        if (busy && !resumeReceivers()) {
            return false;
        }
        if (passed != null && passed.isEmpty()) {
            passed = null;
        }
        if (passed != null && !handOver(passed)) {
            return false;
        }
        if (!rows.isEmpty() && !handOver(rows)) {
            return false;
        }
        while (!signals.isEmpty()) {
            if (!handOver(signals.poll())) {
                return false;
            }
        }
        return true;
    }

    private boolean handOver(Batch<Object> batch) {
        budget.spend(batch.size());
        rowsOut.add(batch.size());
        handedOver += batch.size();
        emittedSinceIdle = true;
        if (receivers.length > 1) {
            batch.share();
        }
        boolean done = true;
        for (Receiver receiver : receivers) {
            done &= receiver.rows(batch);
        }
        return finish(done);
    }

    private boolean handOver(Signal signal) {
        emittedSinceIdle &= !(signal instanceof Signal.Idle);
        boolean done = true;
        for (Receiver receiver : receivers) {
            done &= receiver.signal(signal);
        }
        return finish(done);
    }

    /** Rows have gone past: receivers have processed them already, and are to hand them over. */
    void passedBy(int count) {
        budget.spend(count);
        rowsOut.add(count);
        handedOver += count;
        emittedSinceIdle |= count > 0;
        busy = true;
    }

    /** How many rows have been handed over. */
    long handedOver() {
        return handedOver;
    }

    /** Whether all rows have been, and been done with. */
    boolean hasHandedOver() {
        return !busy && rows.isEmpty() && (passed == null || passed.isEmpty());
    }

    /** What a receiver has not got of that, in words, if anything. */
    Optional<String> lost() {
        for (Receiver receiver : receivers) {
            long received = receiver.received();
            if (received != Receiver.UNCOUNTED && received != handedOver) {
                return Optional.of(
                        "has handed over " + handedOver + " events, and " + received + " have been received");
            }
        }
        return Optional.empty();
    }

    /** Who takes the rows, when it is one alone, or else null. */
    Receiver onlyReceiver() {
        return receivers.length == 1 ? receivers[0] : null;
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
        if (done && passed != null) {
            passed = null;
        } else if (done) {
            recycle();
        }
        return done;
    }

    /** A batch that one call made grow far beyond its size is not kept. */
    private void recycle() {
        if (rows.capacity() > 4 * batchSize) {
            rows = new Batch<>(batchSize);
        } else {
            rows.clear();
        }
    }

    /** Event time is announced on all outputs of a stage at once. */
    interface Announcer {

        /** For outputs that no operator announces event time on. */
        Announcer NONE = new Announcer() {
            @Override
            public void announceWatermark(long watermark) {}

            @Override
            public void announceIdle() {}

            @Override
            public void announceActive() {}
        };

        void announceWatermark(long watermark);

        void announceIdle();

        void announceActive();
    }
}
