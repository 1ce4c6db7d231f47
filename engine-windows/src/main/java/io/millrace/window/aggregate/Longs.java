package io.millrace.window.aggregate;

import io.millrace.function.ToLongFn;
import io.millrace.operator.Aggregate;
import io.millrace.operator.Updates;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;

/** Aggregates of whole numbers, with a few of them as the accumulator. They fail on overflow rather than give what is wrong. */
public abstract class Longs<T, R> implements Aggregate<T, long[], R> {

    private static final long serialVersionUID = 1;

    private final int length;
    private final Class<R> result;

    private Longs(int length, Class<R> result) {
        this.length = length;
        this.result = result;
    }

    @Override
    public final long[] create() {
        return new long[length];
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
    public final Type<long[]> accumulatorType(Type<?> events) {
        return Type.of(long[].class);
    }

    @Override
    public final Serde<long[]> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return CheckedSerde.arrays(serdes.serde(accumulatorType(events)), length);
    }

    public static final class Count extends Longs<Object, Long> {

        private static final long serialVersionUID = 1;

        public Count() {
            super(1, Long.class);
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

    public static final class Sum<T> extends Longs<T, Long> {

        private static final long serialVersionUID = 1;

        private final ToLongFn<? super T> value;

        public Sum(ToLongFn<? super T> value) {
            super(1, Long.class);
            this.value = value;
        }

        @Override
        public void add(long[] sum, T event, long timestamp) throws Exception {
            sum[0] = Math.addExact(sum[0], value.applyAsLong(event));
        }

        @Override
        public void merge(long[] sum, long[] other) {
            sum[0] = Math.addExact(sum[0], other[0]);
        }

        @Override
        public boolean canSubtract() {
            return true;
        }

        @Override
        public void subtract(long[] sum, long[] other) {
            sum[0] = Math.subtractExact(sum[0], other[0]);
        }

        @Override
        public boolean takes(Updates updates) {
            return updates == Updates.INCREMENTS;
        }

        @Override
        public Long result(long[] sum) {
            return sum[0];
        }
    }

    /** The accumulator is the sum and the count. */
    public static final class Average<T> extends Longs<T, Double> {

        private static final long serialVersionUID = 1;

        private final ToLongFn<? super T> value;

        public Average(ToLongFn<? super T> value) {
            super(2, Double.class);
            this.value = value;
        }

        @Override
        public void add(long[] sumAndCount, T event, long timestamp) throws Exception {
            sumAndCount[0] = Math.addExact(sumAndCount[0], value.applyAsLong(event));
            sumAndCount[1]++;
        }

        @Override
        public void merge(long[] sumAndCount, long[] other) {
            sumAndCount[0] = Math.addExact(sumAndCount[0], other[0]);
            sumAndCount[1] += other[1];
        }

        @Override
        public boolean canSubtract() {
            return true;
        }

        @Override
        public void subtract(long[] sumAndCount, long[] other) {
            sumAndCount[0] = Math.subtractExact(sumAndCount[0], other[0]);
            sumAndCount[1] -= other[1];
        }

        @Override
        public Double result(long[] sumAndCount) {
            return (double) sumAndCount[0] / sumAndCount[1];
        }
    }

    /** The accumulator is the least or greatest value, and 1 once there is one. */
    public static final class Extreme<T> extends Longs<T, Long> {

        private static final long serialVersionUID = 1;

        private final ToLongFn<? super T> value;
        private final boolean greatest;

        private Extreme(ToLongFn<? super T> value, boolean greatest) {
            super(2, Long.class);
            this.value = value;
            this.greatest = greatest;
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
        public Long result(long[] extreme) {
            return extreme[1] == 0 ? null : (Long) extreme[0];
        }
    }
}
