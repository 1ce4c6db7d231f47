package io.millrace.window;

import io.millrace.function.ToDoubleFn;
import io.millrace.operator.Aggregate;
import io.millrace.state.serde.Type;

final class SumDouble<T> implements Aggregate<T, double[], Double> {

    private static final long serialVersionUID = 1;

    private final ToDoubleFn<? super T> value;

    SumDouble(ToDoubleFn<? super T> value) {
        this.value = value;
    }

    @Override
    public double[] create() {
        return new double[1];
    }

    @Override
    public void add(double[] sum, T event, long timestamp) throws Exception {
        sum[0] += value.applyAsDouble(event);
    }

    @Override
    public void merge(double[] sum, double[] other) {
        sum[0] += other[0];
    }

    @Override
    public Double result(double[] sum) {
        return sum[0];
    }

    @Override
    public Type<double[]> accumulatorType() {
        return Type.of(double[].class);
    }
}
