package io.millrace.window.aggregate;

import io.millrace.function.ToDoubleFn;
import io.millrace.operator.Aggregate;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;

/** The accumulator is the least or greatest value, and 1 once there is one. */
public final class ExtremeDouble<T> implements Aggregate<T, double[], Double> {

    private static final long serialVersionUID = 1;

    private final ToDoubleFn<? super T> value;
    private final boolean greatest;

    private ExtremeDouble(ToDoubleFn<? super T> value, boolean greatest) {
        this.value = value;
        this.greatest = greatest;
    }

    public static <T> ExtremeDouble<T> least(ToDoubleFn<? super T> value) {
        return new ExtremeDouble<>(value, false);
    }

    public static <T> ExtremeDouble<T> greatest(ToDoubleFn<? super T> value) {
        return new ExtremeDouble<>(value, true);
    }

    @Override
    public double[] create() {
        return new double[2];
    }

    @Override
    public void add(double[] extreme, T event, long timestamp) throws Exception {
        take(extreme, value.applyAsDouble(event));
    }

    @Override
    public void merge(double[] extreme, double[] other) {
        if (other[1] == 1) {
            take(extreme, other[0]);
        }
    }

    private void take(double[] extreme, double number) {
        if (extreme[1] == 0 || isMore(number, extreme[0])) {
            extreme[0] = number;
            extreme[1] = 1;
        }
    }

    /** A total order, unlike {@code <}: otherwise the result would depend on where in the window a NaN is. */
    private boolean isMore(double number, double extreme) {
        int comparison = Double.compare(number, extreme);
        return greatest ? comparison > 0 : comparison < 0;
    }

    @Override
    public boolean isCommutative() {
        return true;
    }

    @Override
    public Double result(double[] extreme) {
        return extreme[1] == 0 ? null : (Double) extreme[0];
    }

    @Override
    public Type<?> resultType(Type<?> events) {
        return Type.of(Double.class);
    }

    @Override
    public Type<double[]> accumulatorType(Type<?> events) {
        return Type.of(double[].class);
    }

    @Override
    public Serde<double[]> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return new FixedLength<>(serdes.serde(accumulatorType(events)), 2);
    }
}
