package io.millrace;

import io.millrace.operator.Batch;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Blocks in its first write until interrupted, and leaves the thread interrupted, as channels do. */
record StubbornSink(CountDownLatch writing, AtomicInteger closed) implements Sink<Integer> {

    @Override
    public SinkWriter<Integer> open(SinkContext context) {
        return new SinkWriter<>() {
            @Override
            public void write(Batch<Integer> batch) throws InterruptedException {
                writing.countDown();
                try {
                    new CountDownLatch(1).await();
                } finally {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void close() {
                closed.set(Thread.currentThread().isInterrupted() ? -1 : 1);
            }
        };
    }

    @Override
    public boolean blocking() {
        return true;
    }
}
