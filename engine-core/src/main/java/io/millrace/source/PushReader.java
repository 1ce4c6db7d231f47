package io.millrace.source;

import io.millrace.operator.Batch;

/** Reads what user threads push. */
final class PushReader<T> implements SourceReader<T> {

    private final PushBuffer<T> buffer;
    private final SourceContext context;

    PushReader(PushBuffer<T> buffer, SourceContext context) {
        this.buffer = buffer;
        this.context = context;
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

    /** A job that starts again goes on with what is in the buffer, and so does the one after a job that was refused. */
    @Override
    public void close() {
        if (context.jobGoesOn() || context.jobRefused()) {
            buffer.detach(context);
        } else {
            buffer.close();
        }
    }
}
