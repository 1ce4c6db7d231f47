package io.millrace.source;

import io.millrace.metrics.Metrics.Counter;
import io.millrace.operator.Batch;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Reads what user threads push. */
final class PushReader<T> implements SourceReader<T> {

    private static final Logger LOG = System.getLogger("io.millrace.source");

    private final PushBuffer<T> buffer;
    private final SourceContext context;

    /** Null where nothing is dropped. */
    private final Counter dropped;

    /** Null where nothing goes into files. */
    private final Counter spilled;

    PushReader(PushBuffer<T> buffer, SourceContext context) {
        this.buffer = buffer;
        this.context = context;
        dropped = buffer.onFull().mayDrop() ? context.metrics().counter("dropped") : null;
        spilled =
                buffer.onFull().kind() == OnFull.Kind.SPILL ? context.metrics().counter("spilled") : null;
        context.metrics().gauge("events refused", buffer.refusals::sum);
        context.metrics().gauge("waits for room", buffer.waiting::count);
    }

    @Override
    public Fetch fetch(Batch<T> batch) {
        // Asked before draining: what was emitted before the completion is then among what is drained.
        boolean completed = buffer.isCompleted();
        buffer.drain(batch);
        Fetch fetch = batch.isFull() ? Fetch.MORE : completed && buffer.seal() ? Fetch.END : Fetch.WAIT;
        if (dropped != null) {
            countDropped();
        }
        if (spilled != null) {
            countSpilled();
        }
        return fetch;
    }

    private void countSpilled() {
        long count = buffer.takeSpilled();
        if (count > 0) {
            spilled.add(count);
            if (buffer.isFirstDrop()) {
                LOG.log(
                        Level.INFO,
                        "source ''{0}'' of job ''{1}'' has events wait in files, as the pipeline is behind: its buffer of {2} is"
                                + " full, and it does as told ({3}). The metric ''spilled'' counts them; this is said once.",
                        context.operator(),
                        context.job(),
                        Integer.toString(buffer.capacity()),
                        buffer.onFull());
            }
        }
    }

    private void countDropped() {
        long count = buffer.takeDropped();
        if (count > 0) {
            dropped.add(count);
            if (buffer.isFirstDrop()) {
                LOG.log(
                        Level.WARNING,
                        "source ''{0}'' of job ''{1}'' drops events, as the pipeline is behind: its buffer of {2} is full,"
                                + " and it does as told ({3}). The metric ''dropped'' counts them; this is said once.",
                        context.operator(),
                        context.job(),
                        Integer.toString(buffer.capacity()),
                        buffer.onFull());
            }
        }
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
