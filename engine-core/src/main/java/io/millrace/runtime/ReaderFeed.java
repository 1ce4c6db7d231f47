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

    ReaderFeed(Source<Object> source, ReaderContext context) {
        this.source = source;
        this.context = context;
    }

    @Override
    public Fetch fetch(Batch<Object> batch) {
        try {
            if (reader == null) {
                reader = source.open(context);
            }
            context.forgetWake();
            return reader.fetch(batch);
        } catch (Throwable e) {
            throw context.failure(e, null);
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
    public void close() {
        if (reader == null) {
            return;
        }
        try {
            reader.close();
        } catch (Throwable e) {
            throw context.failure(e, null);
        }
    }
}
