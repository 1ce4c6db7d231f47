package io.millrace.source;

import io.millrace.operator.Batch;
import io.millrace.refusal.JobRefusedException.UnfitSnapshotException;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Reads an iterator of user code, counting. */
final class IteratorReader<T> implements SourceReader<T> {

    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int LARGEST = 1 << 20;

    private final SourceContext context;
    private final Iterator<? extends T> iterator;
    private final boolean replayable;
    private long count;

    /** How many events the next fetch takes at most: one where each is waited for, so that none is held up by the next. */
    private int most;

    IteratorReader(SourceContext context, Iterator<? extends T> iterator, boolean replayable) {
        this.context = context;
        this.iterator = iterator;
        this.replayable = replayable;
        most = replayable ? LARGEST : 1;
    }

    /** Passes over the events that an earlier run has read. */
    void skip(long events) {
        while (count < events) {
            if (!hasNext()) {
                throw tooFew(context, events, count);
            }
            next();
        }
    }

    static UnfitSnapshotException tooFew(SourceContext context, long position, long count) {
        return new UnfitSnapshotException(
                "source '" + context.operator() + "' cannot go on at event " + position + ": it has only " + count
                        + " events; a collection must be the same in every run",
                null);
    }

    @Override
    public Fetch fetch(Batch<T> batch) {
        long begun = context.clock().nanos();
        Fetch fetched = fetch(batch, most);
        boolean slow = context.clock().nanos() - begun > SLOW_NANOS;
        most = slow ? Math.max(1, most / 2) : Math.min(2 * most, LARGEST);
        return fetched;
    }

    /** Fetches so many events at most. */
    Fetch fetch(Batch<T> batch, int limit) {
        for (int left = limit; left > 0 && !batch.isFull(); left--) {
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

    /** What the iterator holds, such as a stream, is released with it. */
    @Override
    public void close() throws Exception {
        if (iterator instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    private boolean hasNext() {
        try {
            return iterator.hasNext();
        } catch (Throwable e) {
            throw context.failure(e);
        }
    }

    private T next() {
        try {
            T event = Objects.requireNonNull(iterator.next(), () -> "event " + count + " (counted from 0) is null");
            count++;
            return event;
        } catch (Throwable e) {
            throw context.failure(e);
        }
    }
}
