package io.millrace.benchmarks.micro;

import io.millrace.operator.Batch;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;

/** The same objects over and over: a source that costs next to nothing and allocates nothing. */
final class ReadySource<T> implements Source<T> {

    private static final long serialVersionUID = 1;

    private final transient T[] events;
    private final long count;

    /** So many events in all; how many objects there are is a power of two. */
    ReadySource(T[] events, long count) {
        this.events = events;
        this.count = count;
    }

    @Override
    public SourceReader<T> open(SourceContext context) {
        return new Reader();
    }

    private final class Reader implements SourceReader<T> {

        private long next;

        @Override
        public Fetch fetch(Batch<T> batch) {
            T[] ready = events;
            long end = Math.min(count, next + batch.capacity() - batch.size());
            long index = next;
            for (; index < end; index++) {
                batch.add(ready[(int) index & ready.length - 1]);
            }
            next = index;
            return index < count ? Fetch.MORE : Fetch.END;
        }
    }
}
