package io.millrace.window.aggregate;

import io.millrace.function.ToDoubleFn;
import io.millrace.operator.FlatAggregate;
import io.millrace.operator.Updates;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;

/** Aggregates of floating-point numbers, with the bits of a few of them as the accumulator. */
public abstract class Doubles<T> implements FlatAggregate<T, Double> {

    private static final long serialVersionUID = 1;

    private final int width;
    private final ToDoubleFn<? super T> value;

    private Doubles(int width, ToDoubleFn<? super T> value) {
        this.width = width;
        this.value = value;
    }

    @Override
    public final int width() {
        return width;
    }

    @Override
    public final void add(long[] numbers, int at, T event, long timestamp) throws Exception {
        take(numbers, at, value.applyAsDouble(event));
    }

    abstract void take(long[] numbers, int at, double number);

    static double get(long[] numbers, int at) {
        return Double.longBitsToDouble(numbers[at]);
    }

    static void set(long[] numbers, int at, double number) {
        numbers[at] = Double.doubleToRawLongBits(number);
    }

    @Override
    public final Type<?> resultType(Type<?> events) {
        return Type.of(Double.class);
    }

    @Override
    public Serde<long[]> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return new BitsSerde(CheckedSerde.arrays(serdes.serde(Type.of(double[].class)), width));
    }

    /** Writes the numbers themselves. */
    private static final class BitsSerde extends ConvertedSerde<long[], double[]> {

        private static final long serialVersionUID = 1;

        private BitsSerde(Serde<double[]> serde) {
            super(serde);
        }

        @Override
        protected double[] written(long[] bits) {
            double[] doubles = new double[bits.length];
            for (int i = 0; i < bits.length; i++) {
                doubles[i] = get(bits, i);
            }
            return doubles;
        }

        @Override
        protected long[] made(double[] doubles) {
            long[] bits = new long[doubles.length];
            for (int i = 0; i < bits.length; i++) {
                set(bits, i, doubles[i]);
            }
            return bits;
        }
    }

    /** Carries along what rounding has lost (Neumaier), as the second number. */
    public static final class Sum<T> extends Doubles<T> {

        private static final long serialVersionUID = 1;

        private static final int LOST = 1;
        private static final int WIDTH = 2;

        public Sum(ToDoubleFn<? super T> value) {
            super(WIDTH, value);
        }

        @Override
        void take(long[] numbers, int at, double number) {
            addTo(numbers, at, number);
        }

        private static void addTo(long[] numbers, int at, double number) {
            double sum = get(numbers, at);
            double next = sum + number;
            double lost = Math.abs(sum) >= Math.abs(number) ? (sum - next) + number : (number - next) + sum;
            set(numbers, at + LOST, get(numbers, at + LOST) + lost);
            set(numbers, at, next);
        }

        @Override
        public void merge(long[] numbers, int at, long[] other, int otherAt) {
            join(numbers, at, other, otherAt);
        }

        private static void join(long[] numbers, int at, long[] other, int otherAt) {
            addTo(numbers, at, get(other, otherAt));
            set(numbers, at + LOST, get(numbers, at + LOST) + get(other, otherAt + LOST));
        }

        @Override
        public boolean takes(Updates updates) {
            return updates == Updates.INCREMENTS;
        }

        @Override
        public Double result(long[] numbers, int at) {
            return valueOf(numbers, at);
        }

        /** Once a sum is infinite or NaN the loss is NaN, and of no interest. */
        private static double valueOf(long[] numbers, int at) {
            double sum = get(numbers, at);
            return Double.isFinite(sum) ? sum + get(numbers, at + LOST) : sum;
        }
    }

    /** The accumulator is the sum and the count; a double counts exactly as far as any window goes. */
    public static final class Average<T> extends Doubles<T> {

        private static final long serialVersionUID = 1;

        private static final int COUNT = Sum.WIDTH;

        public Average(ToDoubleFn<? super T> value) {
            super(COUNT + 1, value);
        }

        @Override
        void take(long[] numbers, int at, double number) {
            Sum.addTo(numbers, at, number);
            set(numbers, at + COUNT, get(numbers, at + COUNT) + 1);
        }

        @Override
        public void merge(long[] numbers, int at, long[] other, int otherAt) {
            Sum.join(numbers, at, other, otherAt);
            set(numbers, at + COUNT, get(numbers, at + COUNT) + get(other, otherAt + COUNT));
        }

        @Override
        public Double result(long[] numbers, int at) {
            return Sum.valueOf(numbers, at) / get(numbers, at + COUNT);
        }
    }

    /** The accumulator is the least or greatest value, and 1 once there is one. */
    public static final class Extreme<T> extends Doubles<T> implements Emptiable<long[]> {

        private static final long serialVersionUID = 1;

        private static final int COUNT = 1;

        private final boolean greatest;

        private Extreme(ToDoubleFn<? super T> value, boolean greatest) {
            super(COUNT + 1, value);
            this.greatest = greatest;
        }

        public static <T> Extreme<T> least(ToDoubleFn<? super T> value) {
            return new Extreme<>(value, false);
        }

        public static <T> Extreme<T> greatest(ToDoubleFn<? super T> value) {
            return new Extreme<>(value, true);
        }

        @Override
        void take(long[] numbers, int at, double number) {
            if (get(numbers, at + COUNT) == 0 || isMore(number, get(numbers, at))) {
                set(numbers, at, number);
                set(numbers, at + COUNT, 1);
            }
        }

        /** A total order, unlike {@code <}: otherwise the result would depend on where in the window a NaN is. */
        private boolean isMore(double number, double extreme) {
            int comparison = Double.compare(number, extreme);
            return greatest ? comparison > 0 : comparison < 0;
        }

        @Override
        public void merge(long[] numbers, int at, long[] other, int otherAt) {
            if (get(other, otherAt + COUNT) == 1) {
                take(numbers, at, get(other, otherAt));
            }
        }

        @Override
        public boolean isCommutative() {
            return true;
        }

        @Override
        public boolean isEmpty(long[] extreme) {
            return get(extreme, COUNT) == 0;
        }

        @Override
        public Double result(long[] numbers, int at) {
            return get(numbers, at + COUNT) == 0 ? null : (Double) get(numbers, at);
        }

        @Override
        public Serde<long[]> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
            return new CheckedSerde<>(super.accumulatorSerde(serdes, events), extreme -> {
                double count = get(extreme, COUNT);
                return count == 0 || count == 1 ? null : "it has " + count + " values";
            });
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
        void take(long[] numbers, int at, double number) {
            double count = get(numbers, at + COUNT) + 1;
            double distance = number - get(numbers, at + MEAN);
            double mean = get(numbers, at + MEAN) + distance / count;
            double squares = get(numbers, at + SQUARES) + distance * (number - mean);
            set(numbers, at, count, mean, squares);
        }

        private static void set(long[] numbers, int at, double count, double mean, double squares) {
            set(numbers, at + COUNT, count);
            set(numbers, at + MEAN, mean);
            set(numbers, at + SQUARES, squares);
        }

        /** The pairwise update of Chan, Golub and LeVeque. */
        @Override
        public void merge(long[] numbers, int at, long[] other, int otherAt) {
            double own = get(numbers, at + COUNT);
            double others = get(other, otherAt + COUNT);
            if (others == 0) {
                return;
            }
            if (own == 0) {
                System.arraycopy(other, otherAt, numbers, at, width());
                return;
            }
            double count = own + others;
            double distance = get(other, otherAt + MEAN) - get(numbers, at + MEAN);
            double squares = get(numbers, at + SQUARES)
                    + (get(other, otherAt + SQUARES) + distance * distance * (own * others / count));
            set(numbers, at, count, get(numbers, at + MEAN) + distance * (others / count), squares);
        }

        @Override
        public Double result(long[] numbers, int at) {
            double variance = get(numbers, at + SQUARES) / get(numbers, at + COUNT);
            return root ? Math.sqrt(variance) : variance;
        }
    }
}
