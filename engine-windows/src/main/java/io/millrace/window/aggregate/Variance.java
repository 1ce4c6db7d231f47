package io.millrace.window.aggregate;

import io.millrace.function.ToDoubleFn;
import io.millrace.operator.Aggregate;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;

/**
 * The accumulator is the count, the mean, and the sum of the squared distances from it (Welford). The difference of a
 * sum of squares and a squared sum would lose all digits where the mean is large.
 */
public final class Variance<T> implements Aggregate<T, double[], Double> {

    private static final long serialVersionUID = 1;

    private static final int COUNT = 0;
    private static final int MEAN = 1;
    private static final int SQUARES = 2;

    private final ToDoubleFn<? super T> value;

    public Variance(ToDoubleFn<? super T> value) {
        this.value = value;
    }

    @Override
    public double[] create() {
        return new double[3];
    }

    @Override
    public void add(double[] moments, T event, long timestamp) throws Exception {
        double number = value.applyAsDouble(event);
        double distance = number - moments[MEAN];
        moments[COUNT]++;
        moments[MEAN] += distance / moments[COUNT];
        moments[SQUARES] += distance * (number - moments[MEAN]);
    }

    /** The pairwise update of Chan, Golub and LeVeque. */
    @Override
    public void merge(double[] moments, double[] other) {
        if (other[COUNT] == 0) {
            return;
        }
        if (moments[COUNT] == 0) {
            System.arraycopy(other, 0, moments, 0, moments.length);
            return;
        }
        double count = moments[COUNT] + other[COUNT];
        double distance = other[MEAN] - moments[MEAN];
        moments[SQUARES] += other[SQUARES] + distance * distance * (moments[COUNT] * other[COUNT] / count);
        moments[MEAN] += distance * (other[COUNT] / count);
        moments[COUNT] = count;
    }

    @Override
    public Double result(double[] moments) {
        return moments[SQUARES] / moments[COUNT];
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
        return new FixedLength<>(serdes.serde(accumulatorType(events)), SQUARES + 1);
    }
}
