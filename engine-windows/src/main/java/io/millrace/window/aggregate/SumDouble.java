package io.millrace.window.aggregate;

import io.millrace.function.ToDoubleFn;
import io.millrace.operator.Aggregate;
import io.millrace.operator.Updates;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;

public final class SumDouble<T> implements Aggregate<T, double[], Double> {

    private static final long serialVersionUID = 1;

    private final ToDoubleFn<? super T> value;

    public SumDouble(ToDoubleFn<? super T> value) {
        this.value = value;
    }

    @Override
    public double[] create() {
        return new double[CompensatedSum.LENGTH];
    }

    @Override
    public void add(double[] sum, T event, long timestamp) throws Exception {
        CompensatedSum.add(sum, value.applyAsDouble(event));
    }

    @Override
    public void merge(double[] sum, double[] other) {
        CompensatedSum.merge(sum, other);
    }

    @Override
    public boolean takes(Updates updates) {
        return updates == Updates.INCREMENTS;
    }

    @Override
    public Double result(double[] sum) {
        return CompensatedSum.valueOf(sum);
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
        return new FixedLength<>(serdes.serde(accumulatorType(events)), CompensatedSum.LENGTH);
    }
}
