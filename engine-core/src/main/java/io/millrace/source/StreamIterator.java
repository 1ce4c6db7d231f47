package io.millrace.source;

import java.util.Iterator;
import java.util.Objects;
import java.util.stream.BaseStream;

/** The elements of a stream, which is closed with it. */
final class StreamIterator<T> implements Iterator<T>, AutoCloseable {

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
