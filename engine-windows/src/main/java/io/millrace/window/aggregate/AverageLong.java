package io.millrace.window.aggregate;

import io.millrace.function.ToLongFn;
import io.millrace.operator.Aggregate;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;

/** The accumulator is the sum and the count. Fails on overflow, as {@link SumLong} does. */
public final class AverageLong<T> implements Aggregate<T, long[], Double> {

    private static final long serialVersionUID = 1;

    private final ToLongFn<? super T> value;

    public AverageLong(ToLongFn<? super T> value) {
        this.value = value;
    }

    @Override
    public long[] create() {
        return new long[2];
    }

    @Override
    public void add(long[] sumAndCount, T event, long timestamp) throws Exception {
        sumAndCount[0] = Math.addExact(sumAndCount[0], value.applyAsLong(event));
        sumAndCount[1]++;
    }

    @Override
    public void merge(long[] sumAndCount, long[] other) {
        sumAndCount[0] = Math.addExact(sumAndCount[0], other[0]);
        sumAndCount[1] += other[1];
    }

    @Override
    public boolean isCommutative() {
        return true;
    }

    @Override
    public boolean canSubtract() {
        return true;
    }

    @Override
    public void subtract(long[] sumAndCount, long[] other) {
        sumAndCount[0] = Math.subtractExact(sumAndCount[0], other[0]);
        sumAndCount[1] -= other[1];
    }

    @Override
    public Double result(long[] sumAndCount) {
        return (double) sumAndCount[0] / sumAndCount[1];
    }

    @Override
    public Type<?> resultType(Type<?> events) {
        return Type.of(Double.class);
    }

    @Override
    public Type<long[]> accumulatorType(Type<?> events) {
        return Type.of(long[].class);
    }

    @Override
    public Serde<long[]> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return new FixedLength<>(serdes.serde(accumulatorType(events)), 2);
    }
}
