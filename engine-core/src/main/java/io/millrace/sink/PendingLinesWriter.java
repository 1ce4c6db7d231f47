package io.millrace.sink;

import io.millrace.operator.Batch;
import io.millrace.sink.PendingLines.PreparedLines;
import java.io.IOException;

/** Writes lines into pending files, a new one behind each barrier. */
final class PendingLinesWriter implements TransactionalWriter<Object, PreparedLines> {

    private final PendingFiles files;
    private final SinkContext context;
    private PreparedLines prepared;
    private PendingLines pending;
    private boolean finished;

    PendingLinesWriter(PendingFiles files, SinkContext context, PreparedLines restored) throws IOException {
        this.files = files;
        this.context = context;
        this.prepared = restored;
        files.checkWritable(context.attempt());
    }

    @Override
    public void write(Batch<Object> batch) throws IOException {
        if (finished) {
            throw new IllegalStateException(
                    "sink '" + context.operator() + "' has finished and takes no more: the stream has ended");
        }
        if (pending == null && !batch.isEmpty()) {
            pending = files.begin(prepared.end(), context.attempt());
        }
        for (int row = 0, size = batch.size(); row < size; row++) {
            byte[] text;
            try {
                text = LineBuffer.lineOf(batch.value(row));
            } catch (Throwable e) {
                throw context.failure(e, batch.value(row), batch.timestamp(row));
            }
            pending.append(text);
        }
    }

    /** Cumulative, and never null: a later job has to know how long the target is even when nothing was added. */
    @Override
    public PreparedLines prepare(long snapshot) throws IOException {
        if (pending != null) {
            prepared = pending.prepare(context.attempt());
            close();
        }
        return prepared;
    }

    @Override
    public void finish() {
        finished = true;
    }

    @Override
    public void abort() throws IOException {
        PendingLines aborting = pending;
        pending = null;
        if (aborting != null) {
            aborting.abort();
        }
    }

    @Override
    public void close() throws IOException {
        PendingLines closing = pending;
        pending = null;
        if (closing != null) {
            closing.close();
        }
    }
}
