package io.millrace.source;

import java.util.Optional;
import java.util.concurrent.Flow;

/** What a publisher publishes, to which each attempt at the job subscribes. */
final class PublisherSource<T> implements Source<T> {

    private static final long serialVersionUID = 1;

    private final Flow.Publisher<? extends T> publisher;
    private final int capacity;

    PublisherSource(Flow.Publisher<? extends T> publisher, int capacity) {
        this.publisher = publisher;
        this.capacity = capacity;
    }

    @Override
    public SourceReader<T> open(SourceContext context) {
        return new SubscribedReader<>(publisher, capacity, context);
    }

    @Override
    public boolean live() {
        return true;
    }

    @Override
    public Optional<String> whyNotPortable() {
        return Optional.of("its publisher publishes in this JVM");
    }

    @Override
    public String toString() {
        return "publisher, buffer of " + capacity;
    }
}
