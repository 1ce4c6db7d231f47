package io.millrace.source;

import io.millrace.function.SupplierFn;
import io.millrace.operator.Batch;
import java.util.Iterator;
import java.util.Objects;
import java.util.stream.BaseStream;

/** What an iterator gives, which is made anew for each job. */
final class IteratorSource<T> implements Source<T> {

    private static final long serialVersionUID = 1;

    private final SupplierFn<? extends Iterator<? extends T>> supplier;
    private final boolean blocking;

    IteratorSource(SupplierFn<? extends Iterator<? extends T>> supplier, boolean blocking) {
        this.supplier = supplier;
        this.blocking = blocking;
    }

    @Override
    public SourceReader<T> open(SourceContext context) {
        IteratorReader<T> reader = new IteratorReader<>(context, iterator(context), false);
        return blocking ? new OneByOne<>(reader) : reader;
    }

    @Override
    public boolean blocking() {
        return blocking;
    }

    private Iterator<? extends T> iterator(SourceContext context) {
        try {
            return Objects.requireNonNull(supplier.get(), "the supplier of the iterator returned null");
        } catch (Throwable e) {
            throw context.failure(e);
        }
    }

    /** Waits for no second event. */
    private record OneByOne<T>(IteratorReader<T> reader) implements SourceReader<T> {
        @Override
        public Fetch fetch(Batch<T> batch) {
            return reader.fetch(batch, 1);
        }

        @Override
        public void close() throws Exception {
            reader.close();
        }
    }

    /** The elements of a stream, which is closed with it. */
    static final class StreamIterator<T> implements Iterator<T>, AutoCloseable {

        private final BaseStream<? extends T, ?> stream;
        private final Iterator<? extends T> elements;

        StreamIterator(BaseStream<? extends T, ?> stream) {
            this.stream = Objects.requireNonNull(stream, "the supplier of the stream returned null");
            elements = stream.iterator();
        }

        @Override
        public boolean hasNext() {
            return elements.hasNext();
        }

        @Override
        public T next() {
            return elements.next();
        }

        @Override
        public void close() {
            stream.close();
        }
    }
}
