package io.millrace.window;

import io.millrace.function.ToDoubleFn;
import io.millrace.operator.Aggregate;
import io.millrace.state.serde.Type;

/** The accumulator is the sum and the count; a double counts exactly as far as any window goes. */
final class Average<T> implements Aggregate<T, double[], Double> {

    private static final long serialVersionUID = 1;

    private final ToDoubleFn<? super T> value;

    Average(ToDoubleFn<? super T> value) {
        this.value = value;
    }

    @Override
    public double[] create() {
        return new double[2];
    }

    @Override
    public void add(double[] sumAndCount, T event, long timestamp) throws Exception {
        sumAndCount[0] += value.applyAsDouble(event);
        sumAndCount[1]++;
    }

    @Override
    public void merge(double[] sumAndCount, double[] other) {
        sumAndCount[0] += other[0];
        sumAndCount[1] += other[1];
    }

    @Override
    public Double result(double[] sumAndCount) {
        return sumAndCount[0] / sumAndCount[1];
    }

    @Override
    public Type<double[]> accumulatorType() {
        return Type.of(double[].class);
    }
}
