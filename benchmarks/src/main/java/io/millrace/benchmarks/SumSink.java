package io.millrace.benchmarks;

import io.millrace.function.ToLongFn;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import java.util.concurrent.atomic.LongAdder;

/** Adds results up, so that a benchmark can check that nothing was lost. */
final class SumSink<T> implements Sink<T> {

    private static final long serialVersionUID = 1;

    private final LongAdder sum = new LongAdder();
    private final ToLongFn<? super T> value;

    SumSink(ToLongFn<? super T> value) {
        this.value = value;
    }

    @Override
    public SinkWriter<T> open(SinkContext context) {
        return batch -> {
            long added = 0;
            for (int row = 0; row < batch.size(); row++) {
                added += value.applyAsLong(batch.value(row));
            }
            sum.add(added);
        };
    }

    long sum() {
        return sum.sum();
    }
}
