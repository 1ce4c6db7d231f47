package io.millrace.source;

import io.millrace.operator.Batch;

/** Reads what user threads push. */
final class PushReader<T> implements SourceReader<T> {

    private final PushBuffer<T> buffer;

    PushReader(PushBuffer<T> buffer) {
        this.buffer = buffer;
    }

    @Override
    public Fetch fetch(Batch<T> batch) {
        // Asked before draining: what was emitted before the completion is then among what is drained.
        boolean completed = buffer.isCompleted();
        buffer.drain(batch);
        if (batch.isFull()) {
            return Fetch.MORE;
        }
        return completed && buffer.seal() ? Fetch.END : Fetch.WAIT;
    }

    /** What was emitted was accepted, so it is delivered. */
    @Override
    public boolean stop() {
        buffer.complete();
        return true;
    }

    @Override
    public void close() {
        buffer.close();
    }
}
