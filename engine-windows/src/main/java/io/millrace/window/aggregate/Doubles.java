package io.millrace.window.aggregate;

import io.millrace.function.ToDoubleFn;
import io.millrace.operator.Aggregate;
import io.millrace.operator.Updates;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;

/** Aggregates of floating-point numbers, with a few of them as the accumulator. */
public abstract class Doubles<T> implements Aggregate<T, double[], Double>, Flat {

    private static final long serialVersionUID = 1;

    private final int length;
    private final ToDoubleFn<? super T> value;

    private Doubles(int length, ToDoubleFn<? super T> value) {
        this.length = length;
        this.value = value;
    }

    @Override
    public final Object zeros() {
        return create();
    }

    @Override
    public final double[] create() {
        return new double[length];
    }

    @Override
    public final void add(double[] accumulator, T event, long timestamp) throws Exception {
        take(accumulator, value.applyAsDouble(event));
    }

    abstract void take(double[] accumulator, double number);

    @Override
    public final Type<?> resultType(Type<?> events) {
        return Type.of(Double.class);
    }

    @Override
    public final Type<double[]> accumulatorType(Type<?> events) {
        return Type.of(double[].class);
    }

    @Override
    public Serde<double[]> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return CheckedSerde.arrays(serdes.serde(accumulatorType(events)), length);
    }

    /** Carries along what rounding has lost (Neumaier), as the second element. */
    public static final class Sum<T> extends Doubles<T> {

        private static final long serialVersionUID = 1;

        private static final int LENGTH = 2;

        public Sum(ToDoubleFn<? super T> value) {
            super(LENGTH, value);
        }

        @Override
        void take(double[] sum, double number) {
            addTo(sum, number);
        }

        private static void addTo(double[] sum, double number) {
            double next = sum[0] + number;
            sum[1] += Math.abs(sum[0]) >= Math.abs(number) ? (sum[0] - next) + number : (number - next) + sum[0];
            sum[0] = next;
        }

        @Override
        public void merge(double[] sum, double[] other) {
            join(sum, other);
        }

        private static void join(double[] sum, double[] other) {
            addTo(sum, other[0]);
            sum[1] += other[1];
        }

        @Override
        public boolean takes(Updates updates) {
            return updates == Updates.INCREMENTS;
        }

        @Override
        public Double result(double[] sum) {
            return valueOf(sum);
        }

        /** Once a sum is infinite or NaN the loss is NaN, and of no interest. */
        private static double valueOf(double[] sum) {
            return Double.isFinite(sum[0]) ? sum[0] + sum[1] : sum[0];
        }
    }

    /** The accumulator is the sum and the count; a double counts exactly as far as any window goes. */
    public static final class Average<T> extends Doubles<T> {

        private static final long serialVersionUID = 1;

        private static final int COUNT = Sum.LENGTH;

        public Average(ToDoubleFn<? super T> value) {
            super(COUNT + 1, value);
        }

        @Override
        void take(double[] sumAndCount, double number) {
            Sum.addTo(sumAndCount, number);
            sumAndCount[COUNT]++;
        }

        @Override
        public void merge(double[] sumAndCount, double[] other) {
            Sum.join(sumAndCount, other);
            sumAndCount[COUNT] += other[COUNT];
        }

        @Override
        public Double result(double[] sumAndCount) {
            return Sum.valueOf(sumAndCount) / sumAndCount[COUNT];
        }
    }

    /** The accumulator is the least or greatest value, and 1 once there is one. */
    public static final class Extreme<T> extends Doubles<T> implements Emptiable<double[]> {

        private static final long serialVersionUID = 1;

        private final boolean greatest;

        private Extreme(ToDoubleFn<? super T> value, boolean greatest) {
            super(2, value);
            this.greatest = greatest;
        }

        public static <T> Extreme<T> least(ToDoubleFn<? super T> value) {
            return new Extreme<>(value, false);
        }

        public static <T> Extreme<T> greatest(ToDoubleFn<? super T> value) {
            return new Extreme<>(value, true);
        }

        @Override
        void take(double[] extreme, double number) {
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
        public void merge(double[] extreme, double[] other) {
            if (other[1] == 1) {
                take(extreme, other[0]);
            }
        }

        @Override
        public boolean isCommutative() {
            return true;
        }

        @Override
        public boolean isEmpty(double[] extreme) {
            return extreme[1] == 0;
        }

        @Override
        public Double result(double[] extreme) {
            return extreme[1] == 0 ? null : (Double) extreme[0];
        }

        @Override
        public Serde<double[]> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
            return new CheckedSerde<>(
                    super.accumulatorSerde(serdes, events),
                    extreme -> extreme[1] == 0 || extreme[1] == 1 ? null : "it has " + extreme[1] + " values");
        }
    }

    /**
     * The accumulator is the count, the mean, and the sum of the squared distances from it (Welford). The difference of a
     * sum of squares and a squared sum would lose all digits where the mean is large.
     */
    public static final class Variance<T> extends Doubles<T> {

        private static final long serialVersionUID = 1;

        private static final int COUNT = 0;
        private static final int MEAN = 1;
        private static final int SQUARES = 2;

        private final boolean root;

        private Variance(ToDoubleFn<? super T> value, boolean root) {
            super(SQUARES + 1, value);
            this.root = root;
        }

        public static <T> Variance<T> of(ToDoubleFn<? super T> value) {
            return new Variance<>(value, false);
        }

        /** Its square root. */
        public static <T> Variance<T> standardDeviation(ToDoubleFn<? super T> value) {
            return new Variance<>(value, true);
        }

        @Override
        void take(double[] moments, double number) {
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
            double variance = moments[SQUARES] / moments[COUNT];
            return root ? Math.sqrt(variance) : variance;
        }
    }
}
