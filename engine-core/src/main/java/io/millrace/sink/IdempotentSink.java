package io.millrace.sink;

import io.millrace.function.BiConsumerFn;
import io.millrace.function.Captures;
import io.millrace.function.Fn;
import io.millrace.operator.Batch;
import java.util.Optional;

/** Puts results somewhere under an id, so that putting one again changes nothing. */
final class IdempotentSink<T> implements Sink<T> {

    private static final long serialVersionUID = 1;

    private final Fn<? super T, String> id;
    private final BiConsumerFn<String, ? super T> put;

    IdempotentSink(Fn<? super T, String> id, BiConsumerFn<String, ? super T> put) {
        this.id = id;
        this.put = put;
    }

    @Override
    public SinkWriter<T> open(SinkContext context) {
        return batch -> putAll(batch, context);
    }

    @Override
    public boolean blocking() {
        return true;
    }

    private void putAll(Batch<T> batch, SinkContext context) {
        int row = 0;
        try {
            for (int size = batch.size(); row < size; row++) {
                T result = batch.value(row);
                put.accept(checked(id.apply(result)), result);
            }
        } catch (Throwable e) {
            throw context.failure(e, batch.value(row), batch.timestamp(row));
        }
    }

    private static String checked(String id) {
        if (id == null || id.isEmpty()) {
            throw new IllegalArgumentException("the id of a result is " + (id == null ? "null" : "empty")
                    + "; results of one id replace each other, so each needs its own");
        }
        return id;
    }

    @Override
    public Optional<String> whyNotPortable() {
        return Captures.tie(put);
    }
}
