package io.millrace.source;

import io.millrace.operator.Batch;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Takes events from a queue that the application puts them into. */
final class QueueSource<T> implements Source<T> {

    private static final long serialVersionUID = 1;

    /** For how long nobody looks at anything but the queue. */
    private static final long WAIT_MILLIS = 100;

    private final BlockingQueue<? extends T> queue;

    /** Null where the stream has no end. */
    private final T last;

    QueueSource(BlockingQueue<? extends T> queue, T last) {
        this.queue = queue;
        this.last = last;
    }

    @Override
    public SourceReader<T> open(SourceContext context) {
        return this::take;
    }

    private Fetch take(Batch<T> batch) throws InterruptedException {
        T event = queue.poll(WAIT_MILLIS, TimeUnit.MILLISECONDS);
        while (event != null) {
            if (event.equals(last)) {
                return Fetch.END;
            }
            batch.add(event);
            if (batch.isFull()) {
                return Fetch.MORE;
            }
            event = queue.poll();
        }
        return Fetch.MORE;
    }

    @Override
    public boolean blocking() {
        return true;
    }

    @Override
    public boolean live() {
        return true;
    }

    @Override
    public Optional<String> whyNotPortable() {
        return Optional.of("the application puts events into its queue, in this JVM");
    }
}
