package io.millrace.window.aggregate;

import io.millrace.function.ToDoubleFn;
import io.millrace.operator.Aggregate;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;

/** The accumulator is the sum and the count; a double counts exactly as far as any window goes. */
public final class Average<T> implements Aggregate<T, double[], Double> {

    private static final long serialVersionUID = 1;

    private static final int COUNT = CompensatedSum.LENGTH;

    private final ToDoubleFn<? super T> value;

    public Average(ToDoubleFn<? super T> value) {
        this.value = value;
    }

    @Override
    public double[] create() {
        return new double[COUNT + 1];
    }

    @Override
    public void add(double[] sumAndCount, T event, long timestamp) throws Exception {
        CompensatedSum.add(sumAndCount, value.applyAsDouble(event));
        sumAndCount[COUNT]++;
    }

    @Override
    public void merge(double[] sumAndCount, double[] other) {
        CompensatedSum.merge(sumAndCount, other);
        sumAndCount[COUNT] += other[COUNT];
    }

    @Override
    public Double result(double[] sumAndCount) {
        return CompensatedSum.valueOf(sumAndCount) / sumAndCount[COUNT];
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
        return new FixedLength<>(serdes.serde(accumulatorType(events)), COUNT + 1);
    }
}
