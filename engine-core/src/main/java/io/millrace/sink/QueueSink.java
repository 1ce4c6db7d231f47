package io.millrace.sink;

import io.millrace.operator.Batch;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;

/** Puts events into a queue, waiting for room. */
final class QueueSink<T> implements Sink<T> {

    private static final long serialVersionUID = 1;

    private final BlockingQueue<? super T> queue;

    QueueSink(BlockingQueue<? super T> queue) {
        this.queue = queue;
    }

    @Override
    public SinkWriter<T> open(SinkContext context) {
        return this::putAll;
    }

    @Override
    public boolean blocking() {
        return true;
    }

    private void putAll(Batch<T> batch) throws InterruptedException {
        for (int row = 0, size = batch.size(); row < size; row++) {
            queue.put(batch.value(row));
        }
    }

    @Override
    public Optional<String> whyNotPortable() {
        return Optional.of("the application takes events from its queue, in this JVM");
    }
}
