package io.millrace.source;

import io.millrace.operator.Batch;
import java.util.Iterator;
import java.util.Objects;

/** Reads an iterator of user code, counting. */
final class IteratorReader<T> implements SourceReader<T> {

    private final SourceContext context;
    private final Iterator<? extends T> iterator;
    private final boolean replayable;
    private long count;

    IteratorReader(SourceContext context, Iterator<? extends T> iterator, boolean replayable) {
        this.context = context;
        this.iterator = iterator;
        this.replayable = replayable;
    }

    /** Passes over the events that an earlier run has read. */
    void skip(long events) {
        while (count < events) {
            if (!hasNext()) {
                throw new IllegalStateException("source '" + context.name() + "' cannot go on at event " + events
                        + ": it has only " + count + " events; a collection must be the same in every run");
            }
            next();
        }
    }

    @Override
    public Fetch fetch(Batch<T> batch) {
        while (!batch.isFull()) {
            if (!hasNext()) {
                return Fetch.END;
            }
            batch.add(next());
        }
        return Fetch.MORE;
    }

    @Override
    public Object position() {
        return replayable ? count : null;
    }

    private boolean hasNext() {
        try {
            return iterator.hasNext();
        } catch (Throwable e) {
            throw context.failure(e, null);
        }
    }

    private T next() {
        try {
            T event = Objects.requireNonNull(iterator.next(), () -> "event " + count + " (counted from 0) is null");
            count++;
            return event;
        } catch (Throwable e) {
            throw context.failure(e, null);
        }
    }
}
