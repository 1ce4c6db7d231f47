package io.millrace.window.aggregate;

import io.millrace.function.ToLongFn;
import io.millrace.operator.Aggregate;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;

/** The accumulator is the least or greatest value, and 1 once there is one. */
public final class ExtremeLong<T> implements Aggregate<T, long[], Long> {

    private static final long serialVersionUID = 1;

    private final ToLongFn<? super T> value;
    private final boolean greatest;

    private ExtremeLong(ToLongFn<? super T> value, boolean greatest) {
        this.value = value;
        this.greatest = greatest;
    }

    public static <T> ExtremeLong<T> least(ToLongFn<? super T> value) {
        return new ExtremeLong<>(value, false);
    }

    public static <T> ExtremeLong<T> greatest(ToLongFn<? super T> value) {
        return new ExtremeLong<>(value, true);
    }

    @Override
    public long[] create() {
        return new long[2];
    }

    @Override
    public void add(long[] extreme, T event, long timestamp) throws Exception {
        take(extreme, value.applyAsLong(event));
    }

    @Override
    public void merge(long[] extreme, long[] other) {
        if (other[1] == 1) {
            take(extreme, other[0]);
        }
    }

    private void take(long[] extreme, long number) {
        if (extreme[1] == 0 || (greatest ? number > extreme[0] : number < extreme[0])) {
            extreme[0] = number;
            extreme[1] = 1;
        }
    }

    @Override
    public boolean isCommutative() {
        return true;
    }

    @Override
    public Long result(long[] extreme) {
        return extreme[1] == 0 ? null : (Long) extreme[0];
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
        return new FixedLength<>(serdes.serde(accumulatorType(events)), 2);
    }
}
