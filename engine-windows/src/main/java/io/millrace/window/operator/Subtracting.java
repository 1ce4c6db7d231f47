package io.millrace.window.operator;

import io.millrace.operator.Aggregate;

/** One accumulator, which what goes out is subtracted from: for aggregates that can. */
final class Subtracting<T, A> implements Combination<T, A> {

    private final Aggregate<? super T, A, ?> aggregate;
    private final A total;
    private int size;

    Subtracting(Aggregate<? super T, A, ?> aggregate) throws Exception {
        this.aggregate = aggregate;
        total = aggregate.create();
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void enter(long start, A accumulator) throws Exception {
        aggregate.merge(total, accumulator);
        size++;
    }

    @Override
    public void leave(A accumulator) throws Exception {
        aggregate.subtract(total, accumulator);
        size--;
    }

    @Override
    public void update(long start, A accumulator, boolean isNew, T event, long timestamp) throws Exception {
        aggregate.add(total, event, timestamp);
        if (isNew) {
            size++;
        }
    }

    @Override
    public A total() {
        return total;
    }
}
