package io.millrace.window.aggregate;

import io.millrace.operator.Aggregate;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;

public final class Count implements Aggregate<Object, long[], Long> {

    private static final long serialVersionUID = 1;

    @Override
    public long[] create() {
        return new long[1];
    }

    @Override
    public void add(long[] count, Object event, long timestamp) {
        count[0]++;
    }

    @Override
    public void merge(long[] count, long[] other) {
        count[0] += other[0];
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
    public void subtract(long[] count, long[] other) {
        count[0] -= other[0];
    }

    @Override
    public Long result(long[] count) {
        return count[0];
    }

    @Override
    public Type<?> resultType(Type<?> events) {
        return Type.of(Long.class);
    }

    @Override
    public Type<long[]> accumulatorType(Type<?> events) {
        return Type.of(long[].class);
    }

    @Override
    public Serde<long[]> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return new FixedLength<>(serdes.serde(accumulatorType(events)), 1);
    }
}
