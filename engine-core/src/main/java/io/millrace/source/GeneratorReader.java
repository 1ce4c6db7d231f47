package io.millrace.source;

import io.millrace.function.LongFn;
import io.millrace.operator.Batch;
import java.util.Objects;

/** Makes the events of one reader's share of the indices. */
final class GeneratorReader<T> implements SourceReader<T> {

    private final SourceContext context;
    private final LongFn<? extends T> function;
    private final int stride;
    private final long end;
    private long next;

    GeneratorReader(SourceContext context, LongFn<? extends T> function, long first, long end) {
        this.context = context;
        this.function = function;
        this.stride = context.parallelism();
        this.end = end;
        this.next = first;
    }

    @Override
    public Fetch fetch(Batch<T> batch) {
        while (!batch.isFull() && !atEnd()) {
            generate(batch);
        }
        return atEnd() ? Fetch.END : Fetch.MORE;
    }

    @Override
    public Object position() {
        return next;
    }

    long next() {
        return next;
    }

    boolean atEnd() {
        return next >= end;
    }

    void generate(Batch<T> batch) {
        long index = next;
        try {
            batch.add(Objects.requireNonNull(function.apply(index), "the generator function returned null"));
        } catch (Throwable e) {
            throw context.failure(e, "index " + index);
        }
        next = index + stride;
    }
}
