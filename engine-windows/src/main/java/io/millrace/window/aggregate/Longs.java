package io.millrace.window.aggregate;

import io.millrace.function.ToLongFn;
import io.millrace.operator.FlatAggregate;
import io.millrace.operator.Updates;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;

/** Aggregates of whole numbers, with a few of them as the accumulator. */
public abstract class Longs<T, R> implements FlatAggregate<T, R> {

    private static final long serialVersionUID = 1;

    private final Class<R> result;

    private Longs(Class<R> result) {
        this.result = result;
    }

    @Override
    public final boolean isCommutative() {
        return true;
    }

    @Override
    public final Type<?> resultType(Type<?> events) {
        return Type.of(result);
    }

    @Override
    public Serde<long[]> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return CheckedSerde.arrays(serdes.serde(accumulatorType(events)), width());
    }

    public static final class Count extends Longs<Object, Long> {

        private static final long serialVersionUID = 1;

        public Count() {
            super(Long.class);
        }

        @Override
        public int width() {
            return 1;
        }

        @Override
        public void add(long[] numbers, int at, Object event, long timestamp) {
            numbers[at]++;
        }

        @Override
        public void merge(long[] numbers, int at, long[] other, int otherAt) {
            numbers[at] += other[otherAt];
        }

        @Override
        public boolean canSubtract() {
            return true;
        }

        @Override
        public void subtract(long[] numbers, int at, long[] other, int otherAt) {
            numbers[at] -= other[otherAt];
        }

        @Override
        public Long result(long[] numbers, int at) {
            return numbers[at];
        }
    }

    /**
     * Sums, which are exact in any order of additions and subtractions: the first number of an accumulator is the sum, and the
     * last one counts how often that has gone beyond the range of a long, upwards less downwards.
     */
    private abstract static class Summing<T, R> extends Longs<T, R> {

        private static final long serialVersionUID = 1;

        private final ToLongFn<? super T> value;

        private Summing(Class<R> result, ToLongFn<? super T> value) {
            super(result);
            this.value = value;
        }

        final void addTo(long[] numbers, int at, T event) throws Exception {
            add(numbers, at, value.applyAsLong(event));
        }

        private void add(long[] numbers, int at, long summand) {
            long before = numbers[at];
            long after = before + summand;
            numbers[at] = after;
            if (((before ^ after) & (summand ^ after)) < 0) {
                numbers[at + width() - 1] += summand < 0 ? -1 : 1;
            }
        }

        final void addSum(long[] numbers, int at, long[] other, int otherAt) {
            add(numbers, at, other[otherAt]);
            numbers[at + width() - 1] += beyond(other, otherAt);
        }

        final void subtractSum(long[] numbers, int at, long[] other, int otherAt) {
            long before = numbers[at];
            long subtrahend = other[otherAt];
            long after = before - subtrahend;
            numbers[at] = after;
            if (((before ^ subtrahend) & (before ^ after)) < 0) {
                numbers[at + width() - 1] += before < 0 ? -1 : 1;
            }
            numbers[at + width() - 1] -= beyond(other, otherAt);
        }

        /** How often the sum has gone beyond the range. */
        final long beyond(long[] numbers, int at) {
            return numbers[at + width() - 1];
        }

        final BigInteger exactly(long[] numbers, int at) {
            return BigInteger.valueOf(beyond(numbers, at)).shiftLeft(Long.SIZE).add(BigInteger.valueOf(numbers[at]));
        }

        @Override
        public final boolean canSubtract() {
            return true;
        }

        @Override
        public final Serde<long[]> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
            return new SumSerde(serdes.serde(accumulatorType(events)), width());
        }
    }

    /** Writes the last number of an accumulator where it is not 0, and then one more: other accumulators of that length are none of these. */
    private static final class SumSerde extends ConvertedSerde<long[], long[]> {

        private static final long serialVersionUID = 1;

        private final int length;

        private SumSerde(Serde<long[]> numbers, int length) {
            super(numbers);
            this.length = length;
        }

        @Override
        protected long[] written(long[] sum) {
            return Arrays.copyOf(sum, sum[length - 1] == 0 ? length - 1 : length + 1);
        }

        @Override
        protected long[] made(long[] sum) throws IOException {
            boolean beyond = sum.length == length + 1 && sum[length - 1] != 0;
            if (sum.length != length - 1 && !beyond) {
                throw new IOException(
                        "Damaged " + form() + ": it has " + sum.length + " numbers and not " + (length - 1));
            }
            return Arrays.copyOf(sum, length);
        }
    }

    /** The accumulator is the sum, and how often it has gone beyond the range. */
    public static final class Sum<T> extends Summing<T, Long> {

        private static final long serialVersionUID = 1;

        public Sum(ToLongFn<? super T> value) {
            super(Long.class, value);
        }

        @Override
        public int width() {
            return 2;
        }

        @Override
        public void add(long[] numbers, int at, T event, long timestamp) throws Exception {
            addTo(numbers, at, event);
        }

        @Override
        public void merge(long[] numbers, int at, long[] other, int otherAt) {
            addSum(numbers, at, other, otherAt);
        }

        @Override
        public void subtract(long[] numbers, int at, long[] other, int otherAt) {
            subtractSum(numbers, at, other, otherAt);
        }

        @Override
        public boolean takes(Updates updates) {
            return updates == Updates.INCREMENTS;
        }

        @Override
        public Long result(long[] numbers, int at) {
            if (beyond(numbers, at) != 0) {
                throw new ArithmeticException("the sum is " + exactly(numbers, at)
                        + ", which is no long; sumDouble(...) sums numbers of any size");
            }
            return numbers[at];
        }
    }

    /** The accumulator is the sum, the count, and how often the sum has gone beyond the range. */
    public static final class Average<T> extends Summing<T, Double> {

        private static final long serialVersionUID = 1;

        private static final int COUNT = 1;

        public Average(ToLongFn<? super T> value) {
            super(Double.class, value);
        }

        @Override
        public int width() {
            return 3;
        }

        @Override
        public void add(long[] numbers, int at, T event, long timestamp) throws Exception {
            addTo(numbers, at, event);
            numbers[at + COUNT]++;
        }

        @Override
        public void merge(long[] numbers, int at, long[] other, int otherAt) {
            addSum(numbers, at, other, otherAt);
            numbers[at + COUNT] += other[otherAt + COUNT];
        }

        @Override
        public void subtract(long[] numbers, int at, long[] other, int otherAt) {
            subtractSum(numbers, at, other, otherAt);
            numbers[at + COUNT] -= other[otherAt + COUNT];
        }

        @Override
        public Double result(long[] numbers, int at) {
            double sum = beyond(numbers, at) == 0
                    ? numbers[at]
                    : exactly(numbers, at).doubleValue();
            return sum / numbers[at + COUNT];
        }
    }

    /** The accumulator is the least or greatest value, and 1 once there is one. */
    public static final class Extreme<T> extends Longs<T, Long> implements Emptiable<long[]> {

        private static final long serialVersionUID = 1;

        private static final int COUNT = 1;

        private final ToLongFn<? super T> value;
        private final boolean greatest;

        private Extreme(ToLongFn<? super T> value, boolean greatest) {
            super(Long.class);
            this.value = value;
            this.greatest = greatest;
        }

        @Override
        public int width() {
            return 2;
        }

        public static <T> Extreme<T> least(ToLongFn<? super T> value) {
            return new Extreme<>(value, false);
        }

        public static <T> Extreme<T> greatest(ToLongFn<? super T> value) {
            return new Extreme<>(value, true);
        }

        @Override
        public void add(long[] numbers, int at, T event, long timestamp) throws Exception {
            take(numbers, at, value.applyAsLong(event));
        }

        @Override
        public void merge(long[] numbers, int at, long[] other, int otherAt) {
            if (other[otherAt + COUNT] == 1) {
                take(numbers, at, other[otherAt]);
            }
        }

        private void take(long[] numbers, int at, long number) {
            if (numbers[at + COUNT] == 0 || (greatest ? number > numbers[at] : number < numbers[at])) {
                numbers[at] = number;
                numbers[at + COUNT] = 1;
            }
        }

        @Override
        public boolean isEmpty(long[] extreme) {
            return extreme[COUNT] == 0;
        }

        @Override
        public Long result(long[] numbers, int at) {
            return numbers[at + COUNT] == 0 ? null : (Long) numbers[at];
        }

        @Override
        public Serde<long[]> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
            return new CheckedSerde<>(
                    super.accumulatorSerde(serdes, events),
                    extreme ->
                            extreme[COUNT] == 0 || extreme[COUNT] == 1 ? null : "it has " + extreme[COUNT] + " values");
        }
    }
}
