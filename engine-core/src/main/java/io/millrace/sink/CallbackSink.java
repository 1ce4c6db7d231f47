package io.millrace.sink;

import io.millrace.function.Captures;
import io.millrace.function.ConsumerFn;
import io.millrace.operator.Batch;
import java.util.Optional;

/** Hands events to user code. */
final class CallbackSink<T> implements Sink<T> {

    private static final long serialVersionUID = 1;

    private final ConsumerFn<? super T> consumer;
    private final boolean blocking;

    CallbackSink(ConsumerFn<? super T> consumer, boolean blocking) {
        this.consumer = consumer;
        this.blocking = blocking;
    }

    @Override
    public SinkWriter<T> open(SinkContext context) {
        return batch -> acceptAll(batch, context);
    }

    @Override
    public boolean blocking() {
        return blocking;
    }

    private void acceptAll(Batch<T> batch, SinkContext context) {
        int row = 0;
        try {
            for (int size = batch.size(); row < size; row++) {
                consumer.accept(batch.value(row));
            }
        } catch (Throwable e) {
            throw context.failure(e, batch.value(row), batch.timestamp(row));
        }
    }

    @Override
    public Optional<String> whyNotPortable() {
        return Captures.tie(consumer);
    }
}
