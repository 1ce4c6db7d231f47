package io.millrace.window.aggregate;

import io.millrace.function.ToLongFn;
import io.millrace.operator.Aggregate;
import io.millrace.operator.Updates;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;

/** Fails on overflow rather than giving a sum that is wrong. */
public final class SumLong<T> implements Aggregate<T, long[], Long> {

    private static final long serialVersionUID = 1;

    private final ToLongFn<? super T> value;

    public SumLong(ToLongFn<? super T> value) {
        this.value = value;
    }

    @Override
    public long[] create() {
        return new long[1];
    }

    @Override
    public void add(long[] sum, T event, long timestamp) throws Exception {
        sum[0] = Math.addExact(sum[0], value.applyAsLong(event));
    }

    @Override
    public void merge(long[] sum, long[] other) {
        sum[0] = Math.addExact(sum[0], other[0]);
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
    public void subtract(long[] sum, long[] other) {
        sum[0] = Math.subtractExact(sum[0], other[0]);
    }

    @Override
    public boolean takes(Updates updates) {
        return updates == Updates.INCREMENTS;
    }

    @Override
    public Long result(long[] sum) {
        return sum[0];
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
