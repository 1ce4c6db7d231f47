package io.millrace.source;

import io.millrace.function.LongFn;
import io.millrace.operator.Batch;
import io.millrace.source.GeneratorPosition.Remainder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Makes the events of one reader's share of the indices, in ascending order. */
final class GeneratorReader<T> implements SourceReader<T> {

    private final SourceContext context;
    private final LongFn<? extends T> function;
    private final int stride;
    private final long end;
    private final List<Remainder> behind;
    private long next;

    GeneratorReader(SourceContext context, LongFn<? extends T> function, GeneratorPosition first, long end) {
        this.context = context;
        this.function = function;
        this.stride = context.parallelism();
        this.end = end;
        this.next = first.next();
        this.behind = new ArrayList<>(first.behind());
        behind.removeIf(remainder -> remainder.isEmpty() || remainder.next() >= end);
    }

    @Override
    public Fetch fetch(Batch<T> batch) {
        // What is rejected counts, too: there may be no event that can be made.
        for (int left = batch.capacity(); left > 0 && !batch.isFull() && !atEnd(); left--) {
            generate(batch);
        }
        return atEnd() ? Fetch.END : Fetch.MORE;
    }

    @Override
    public Object position() {
        return new GeneratorPosition(next, behind).toObject();
    }

    /** The next index of its own share. */
    long next() {
        return next;
    }

    /** The index of the event that comes next. */
    long index() {
        return behind.isEmpty() ? next : behind.get(hindmost()).next();
    }

    boolean atEnd() {
        return behind.isEmpty() && next >= end;
    }

    void generate(Batch<T> batch) {
        long index = index();
        try {
            batch.add(Objects.requireNonNull(function.apply(index), "the generator function returned null"));
        } catch (Throwable e) {
            context.reject("index " + index, e);
        }
        if (behind.isEmpty()) {
            next = index > Long.MAX_VALUE - stride ? Long.MAX_VALUE : index + stride;
        } else {
            advance(hindmost());
        }
    }

    private void advance(int at) {
        Remainder rest = behind.get(at).rest();
        if (rest.isEmpty() || rest.next() >= end) {
            behind.remove(at);
        } else {
            behind.set(at, rest);
        }
    }

    /** The one with the lowest index: whatever ascends with the index does so whatever the parallelism was. */
    private int hindmost() {
        int lowest = 0;
        for (int i = 1; i < behind.size(); i++) {
            lowest = behind.get(i).next() < behind.get(lowest).next() ? i : lowest;
        }
        return lowest;
    }
}
