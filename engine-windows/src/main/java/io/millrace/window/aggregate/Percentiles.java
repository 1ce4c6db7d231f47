package io.millrace.window.aggregate;

import io.millrace.function.ToDoubleFn;
import io.millrace.operator.Aggregate;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts of values per bucket of {@link LogBuckets}. */
public final class Percentiles<T> implements Aggregate<T, long[][], Map<Double, Double>> {

    private static final long serialVersionUID = 1;

    private final ToDoubleFn<? super T> value;
    private final double[] quantiles;

    public Percentiles(ToDoubleFn<? super T> value, double... quantiles) {
        this.value = value;
        this.quantiles = quantiles.clone();
        if (quantiles.length == 0) {
            throw new IllegalArgumentException("percentiles needs at least one quantile, such as 0.99");
        }
        for (double quantile : quantiles) {
            if (!(quantile >= 0 && quantile <= 1)) {
                throw new IllegalArgumentException("the quantile " + quantile
                        + " of percentiles is not between 0 and 1: write 0.99 for the 99th percentile");
            }
        }
    }

    @Override
    public long[][] create() {
        return BucketCounts.create();
    }

    @Override
    public void add(long[][] counts, T event, long timestamp) throws Exception {
        BucketCounts.increment(counts, LogBuckets.bucket(value.applyAsDouble(event)));
    }

    @Override
    public void merge(long[][] counts, long[][] other) {
        BucketCounts.add(counts, other, 1);
    }

    @Override
    public boolean isCommutative() {
        return true;
    }

    @Override
    public boolean canSubtract() {
        return true;
    }

    @Override
    public void subtract(long[][] counts, long[][] other) {
        BucketCounts.add(counts, other, -1);
    }

    @Override
    public Map<Double, Double> result(long[][] counts) {
        long total = BucketCounts.total(counts);
        Map<Double, Double> values = new LinkedHashMap<>();
        for (double quantile : quantiles) {
            values.put(
                    quantile,
                    total <= 0 ? Double.NaN : LogBuckets.value(BucketCounts.bucketOf(counts, rank(quantile, total))));
        }
        return Collections.unmodifiableMap(values);
    }

    /** From 1 to the total. A product may come out just above a whole number: 0.07 * 100 does, and means 7. */
    private static long rank(double quantile, long total) {
        return Math.max(1, (long) Math.ceil(quantile * total * (1 - 0x1p-50)));
    }

    @Override
    public Type<?> resultType(Type<?> events) {
        return Type.of(Map.class, Type.of(Double.class), Type.of(Double.class));
    }

    @Override
    public Type<long[][]> accumulatorType(Type<?> events) {
        return Type.of(long[][].class);
    }

    @Override
    public Serde<long[][]> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return new CheckedSerde<>(
                serdes.serde(accumulatorType(events)),
                counts -> BucketCounts.arePossible(counts)
                        ? null
                        : "they are not the counts of ascending buckets that occur");
    }

    /**
     * How often buckets occur: an array of the buckets that do, in ascending order, and one of their counts. Buckets are
     * few and soon all there, so that finding one is what has to be quick.
     */
    private static final class BucketCounts {

        private static final int BUCKETS = 0;
        private static final int COUNTS = 1;

        private BucketCounts() {}

        static long[][] create() {
            return new long[2][0];
        }

        static void increment(long[][] counts, long bucket) {
            int index = Arrays.binarySearch(counts[BUCKETS], bucket);
            if (index < 0) {
                index = ~index;
                counts[BUCKETS] = inserted(counts[BUCKETS], index, bucket);
                counts[COUNTS] = inserted(counts[COUNTS], index, 0);
            }
            counts[COUNTS][index]++;
        }

        private static long[] inserted(long[] array, int index, long element) {
            long[] longer = Arrays.copyOf(array, array.length + 1);
            System.arraycopy(array, index, longer, index + 1, array.length - index);
            longer[index] = element;
            return longer;
        }

        /**
         * Adds other counts, or takes them away. Buckets that come to nothing are dropped.
         *
         * @param sign 1 or -1
         */
        static void add(long[][] counts, long[][] other, int sign) {
            int most = counts[BUCKETS].length + other[BUCKETS].length;
            long[] buckets = new long[most];
            long[] sums = new long[most];
            int size = 0;
            int i = 0;
            int j = 0;
            while (i < counts[BUCKETS].length || j < other[BUCKETS].length) {
                long bucket = Math.min(bucketAt(counts, i), bucketAt(other, j));
                long sum = 0;
                if (bucketAt(counts, i) == bucket) {
                    sum += counts[COUNTS][i++];
                }
                if (bucketAt(other, j) == bucket) {
                    sum += sign * other[COUNTS][j++];
                }
                buckets[size] = bucket;
                sums[size] = sum;
                size += sum == 0 ? 0 : 1;
            }
            counts[BUCKETS] = Arrays.copyOf(buckets, size);
            counts[COUNTS] = Arrays.copyOf(sums, size);
        }

        private static long bucketAt(long[][] counts, int index) {
            return index < counts[BUCKETS].length ? counts[BUCKETS][index] : Long.MAX_VALUE;
        }

        /** Whether counts that were read can be any. */
        static boolean arePossible(long[][] counts) {
            boolean paired = counts.length == 2
                    && counts[BUCKETS] != null
                    && counts[COUNTS] != null
                    && counts[BUCKETS].length == counts[COUNTS].length;
            long left = Long.MAX_VALUE;
            for (int i = 0; paired && i < counts[BUCKETS].length; i++) {
                long bucket = counts[BUCKETS][i];
                long count = counts[COUNTS][i];
                boolean ascends = i == 0 || bucket > counts[BUCKETS][i - 1];
                if (!ascends || !LogBuckets.isBucket(bucket) || count <= 0 || count > left) {
                    return false;
                }
                left -= count;
            }
            return paired;
        }

        static long total(long[][] counts) {
            long total = 0;
            for (long count : counts[COUNTS]) {
                total += count;
            }
            return total;
        }

        /**
         * The bucket of the value at a rank.
         *
         * @param rank from 1 to the total
         */
        static long bucketOf(long[][] counts, long rank) {
            int index = 0;
            for (long below = counts[COUNTS][0]; below < rank; below += counts[COUNTS][index]) {
                index++;
            }
            return counts[BUCKETS][index];
        }
    }
}
