package io.millrace.window.operator;

import io.millrace.operator.Aggregate;
import java.util.concurrent.atomic.AtomicLong;

/** An aggregate that counts how often accumulators meet, and may hide that it can subtract. */
final class Counted<T, A, R> implements Aggregate<T, A, R> {

    private static final long serialVersionUID = 1;

    private final Aggregate<T, A, R> aggregate;
    private final boolean subtracts;
    private final AtomicLong meetings;

    private Counted(Aggregate<T, A, R> aggregate, boolean subtracts, AtomicLong meetings) {
        this.aggregate = aggregate;
        this.subtracts = subtracts;
        this.meetings = meetings;
    }

    static <T, R> Aggregate<T, ?, R> of(Aggregate<T, ?, R> aggregate, boolean subtracts, AtomicLong meetings) {
        return new Counted<>(aggregate, subtracts, meetings);
    }

    @Override
    public A create() throws Exception {
        return aggregate.create();
    }

    @Override
    public void add(A accumulator, T event, long timestamp) throws Exception {
        aggregate.add(accumulator, event, timestamp);
    }

    @Override
    public void merge(A accumulator, A other) throws Exception {
        meetings.incrementAndGet();
        aggregate.merge(accumulator, other);
    }

    @Override
    public boolean canSubtract() {
        return subtracts;
    }

    @Override
    public void subtract(A accumulator, A other) throws Exception {
        meetings.incrementAndGet();
        aggregate.subtract(accumulator, other);
    }

    @Override
    public R result(A accumulator) throws Exception {
        return aggregate.result(accumulator);
    }
}
