package io.millrace.source;

import io.millrace.operator.Batch;
import java.util.List;

/** The reader of one split, and whether that has ended. */
final class SplitReader<T> {

    private final SourceReader<T> reader;
    private final SplitContext context;
    private boolean ended;

    private SplitReader(SourceReader<T> reader, SplitContext context) {
        this.reader = reader;
        this.context = context;
    }

    @SuppressWarnings("unchecked") // a reader of a sub-type of T only puts such into the batches of T that it is given
    static <T> SplitReader<T> open(Source<? extends T> source, SplitContext context) throws Exception {
        return new SplitReader<>((SourceReader<T>) source.open(context), context);
    }

    boolean hasEnded() {
        return ended;
    }

    void end() {
        ended = true;
    }

    /** Fetches, and remembers the end. */
    Fetch fetch(Batch<T> batch) throws Exception {
        context.forgetWake();
        Fetch fetched = reader.fetch(batch);
        ended = fetched == Fetch.END;
        return fetched;
    }

    SplitContext context() {
        return context;
    }

    Object position() {
        return reader.position();
    }

    /** Returns whether there are rows that have to be fetched nevertheless, until the end. */
    boolean stop() {
        return reader.stop();
    }

    /** Closes all readers, whatever some of them throw. */
    static void closeAll(List<? extends SplitReader<?>> splits) throws Exception {
        Exception failure = null;
        for (SplitReader<?> split : splits) {
            try {
                split.reader.close();
            } catch (Exception e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
