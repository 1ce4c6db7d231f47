package io.millrace.window.aggregate;

import io.millrace.function.ToDoubleFn;
import io.millrace.state.serde.Type;

public final class StandardDeviation<T> extends Delegating<T, double[], Double> {

    private static final long serialVersionUID = 1;

    private final Variance<T> variance;

    public StandardDeviation(ToDoubleFn<? super T> value) {
        this(new Variance<>(value));
    }

    private StandardDeviation(Variance<T> variance) {
        super(variance);
        this.variance = variance;
    }

    @Override
    public void add(double[] moments, T event, long timestamp) throws Exception {
        variance.add(moments, event, timestamp);
    }

    @Override
    public Double result(double[] moments) {
        return Math.sqrt(variance.result(moments));
    }

    @Override
    public Type<?> resultType(Type<?> events) {
        return Type.of(Double.class);
    }
}
