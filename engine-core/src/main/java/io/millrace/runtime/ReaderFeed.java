package io.millrace.runtime;

import io.millrace.operator.Batch;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceReader;

/** Reads a source on the thread of whoever asks. */
final class ReaderFeed implements Feed {

    private final Source<Object> source;
    private final ReaderContext context;
    private SourceReader<Object> reader;
    private boolean opened;

    ReaderFeed(Source<Object> source, ReaderContext context) {
        this.source = source;
        this.context = context;
    }

    @Override
    public Fetch fetch(Batch<Object> batch) {
        try {
            open();
            context.forgetWake();
            return reader.fetch(batch);
        } catch (Throwable e) {
            throw context.failure(e, null);
        }
    }

    private void open() throws Exception {
        if (!opened) {
            opened = true;
            reader = source.open(context);
        }
    }

    @Override
    public long nanosToDeadline() {
        return context.nanosToWake();
    }

    @Override
    public Object position() {
        return reader == null ? null : reader.position();
    }

    @Override
    public boolean stop() {
        try {
            if (source.live()) {
                open();
            }
            return reader != null && reader.stop();
        } catch (Throwable e) {
            throw context.failure(e, null);
        }
    }

    @Override
    public void close() {
        try {
            if (source.live()) {
                // Even now: only its reader can tell those who feed the source that the job is over.
                open();
            }
            if (reader != null) {
                reader.close();
            }
        } catch (Throwable e) {
            throw context.failure(e, null);
        }
    }
}
