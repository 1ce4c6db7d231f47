package io.millrace.window.aggregate;

import io.millrace.function.ToLongFn;
import io.millrace.operator.Aggregate;
import io.millrace.operator.Updates;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * Aggregates of whole numbers, with a few of them as the accumulator. Sums are exact in any order of additions and
 * subtractions: the first number of an accumulator is the sum, and the last one counts how often that has gone beyond the
 * range of a long, upwards less downwards.
 */
public abstract class Longs<T, R> implements Aggregate<T, long[], R>, Flat {

    private static final long serialVersionUID = 1;

    private final Class<R> result;

    private Longs(Class<R> result) {
        this.result = result;
    }

    @Override
    public final Object zeros() {
        return create();
    }

    /** Of a length that the compiler sees, so that one that is only added or subtracted need not be made. */
    @Override
    public abstract long[] create();

    @Override
    public final boolean isCommutative() {
        return true;
    }

    @Override
    public final Type<?> resultType(Type<?> events) {
        return Type.of(result);
    }

    @Override
    public final Type<long[]> accumulatorType(Type<?> events) {
        return Type.of(long[].class);
    }

    @Override
    public Serde<long[]> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return CheckedSerde.arrays(serdes.serde(accumulatorType(events)), create().length);
    }

    /** Adds to a sum. */
    private static void add(long[] sum, long summand) {
        long before = sum[0];
        long after = before + summand;
        sum[0] = after;
        if (((before ^ after) & (summand ^ after)) < 0) {
            sum[sum.length - 1] += summand < 0 ? -1 : 1;
        }
    }

    private static void addSum(long[] sum, long[] other) {
        add(sum, other[0]);
        sum[sum.length - 1] += other[other.length - 1];
    }

    private static void subtractSum(long[] sum, long[] other) {
        long before = sum[0];
        long after = before - other[0];
        sum[0] = after;
        if (((before ^ other[0]) & (before ^ after)) < 0) {
            sum[sum.length - 1] += before < 0 ? -1 : 1;
        }
        sum[sum.length - 1] -= other[other.length - 1];
    }

    private static boolean isWithinRange(long[] sum) {
        return sum[sum.length - 1] == 0;
    }

    private static BigInteger exactly(long[] sum) {
        return BigInteger.valueOf(sum[sum.length - 1]).shiftLeft(Long.SIZE).add(BigInteger.valueOf(sum[0]));
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
        long[] written(long[] sum) {
            return Arrays.copyOf(sum, isWithinRange(sum) ? length - 1 : length + 1);
        }

        @Override
        long[] made(long[] sum) throws IOException {
            boolean beyond = sum.length == length + 1 && sum[length - 1] != 0;
            if (sum.length != length - 1 && !beyond) {
                throw new IOException(
                        "Damaged " + form() + ": it has " + sum.length + " numbers and not " + (length - 1));
            }
            return Arrays.copyOf(sum, length);
        }
    }

    public static final class Count extends Longs<Object, Long> {

        private static final long serialVersionUID = 1;

        public Count() {
            super(Long.class);
        }

        @Override
        public long[] create() {
            return new long[1];
        }

        @Override
        public void add(long[] count, Object event, long timestamp) {
            count[0]++;
        }

        @Override
        public void merge(long[] count, long[] other) {
            count[0] += other[0];
        }

        @Override
        public boolean canSubtract() {
            return true;
        }

        @Override
        public void subtract(long[] count, long[] other) {
            count[0] -= other[0];
        }

        @Override
        public Long result(long[] count) {
            return count[0];
        }
    }

    /** The accumulator is the sum, and how often it has gone beyond the range. */
    public static final class Sum<T> extends Longs<T, Long> {

        private static final long serialVersionUID = 1;

        private final ToLongFn<? super T> value;

        public Sum(ToLongFn<? super T> value) {
            super(Long.class);
            this.value = value;
        }

        @Override
        public long[] create() {
            return new long[2];
        }

        @Override
        public void add(long[] sum, T event, long timestamp) throws Exception {
            Longs.add(sum, value.applyAsLong(event));
        }

        @Override
        public void merge(long[] sum, long[] other) {
            addSum(sum, other);
        }

        @Override
        public boolean canSubtract() {
            return true;
        }

        @Override
        public void subtract(long[] sum, long[] other) {
            subtractSum(sum, other);
        }

        @Override
        public boolean takes(Updates updates) {
            return updates == Updates.INCREMENTS;
        }

        @Override
        public Long result(long[] sum) {
            if (!isWithinRange(sum)) {
                throw new ArithmeticException(
                        "the sum is " + exactly(sum) + ", which is no long; sumDouble(...) sums numbers of any size");
            }
            return sum[0];
        }

        @Override
        public Serde<long[]> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
            return new SumSerde(serdes.serde(accumulatorType(events)), 2);
        }
    }

    /** The accumulator is the sum, the count, and how often the sum has gone beyond the range. */
    public static final class Average<T> extends Longs<T, Double> {

        private static final long serialVersionUID = 1;

        private final ToLongFn<? super T> value;

        public Average(ToLongFn<? super T> value) {
            super(Double.class);
            this.value = value;
        }

        @Override
        public long[] create() {
            return new long[3];
        }

        @Override
        public void add(long[] sumAndCount, T event, long timestamp) throws Exception {
            Longs.add(sumAndCount, value.applyAsLong(event));
            sumAndCount[1]++;
        }

        @Override
        public void merge(long[] sumAndCount, long[] other) {
            addSum(sumAndCount, other);
            sumAndCount[1] += other[1];
        }

        @Override
        public boolean canSubtract() {
            return true;
        }

        @Override
        public void subtract(long[] sumAndCount, long[] other) {
            subtractSum(sumAndCount, other);
            sumAndCount[1] -= other[1];
        }

        @Override
        public Double result(long[] sumAndCount) {
            double sum = isWithinRange(sumAndCount)
                    ? sumAndCount[0]
                    : exactly(sumAndCount).doubleValue();
            return sum / sumAndCount[1];
        }

        @Override
        public Serde<long[]> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
            return new SumSerde(serdes.serde(accumulatorType(events)), 3);
        }
    }

    /** The accumulator is the least or greatest value, and 1 once there is one. */
    public static final class Extreme<T> extends Longs<T, Long> implements Emptiable<long[]> {

        private static final long serialVersionUID = 1;

        private final ToLongFn<? super T> value;
        private final boolean greatest;

        private Extreme(ToLongFn<? super T> value, boolean greatest) {
            super(Long.class);
            this.value = value;
            this.greatest = greatest;
        }

        @Override
        public long[] create() {
            return new long[2];
        }

        public static <T> Extreme<T> least(ToLongFn<? super T> value) {
            return new Extreme<>(value, false);
        }

        public static <T> Extreme<T> greatest(ToLongFn<? super T> value) {
            return new Extreme<>(value, true);
        }

        @Override
        public void add(long[] extreme, T event, long timestamp) throws Exception {
            take(extreme, value.applyAsLong(event));
        }

        @Override
        public void merge(long[] extreme, long[] other) {
            if (other[1] == 1) {
                take(extreme, other[0]);
            }
        }

        private void take(long[] extreme, long number) {
            if (extreme[1] == 0 || (greatest ? number > extreme[0] : number < extreme[0])) {
                extreme[0] = number;
                extreme[1] = 1;
            }
        }

        @Override
        public boolean isEmpty(long[] extreme) {
            return extreme[1] == 0;
        }

        @Override
        public Long result(long[] extreme) {
            return extreme[1] == 0 ? null : (Long) extreme[0];
        }

        @Override
        public Serde<long[]> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
            return new CheckedSerde<>(
                    super.accumulatorSerde(serdes, events),
                    extreme -> extreme[1] == 0 || extreme[1] == 1 ? null : "it has " + extreme[1] + " values");
        }
    }
}
