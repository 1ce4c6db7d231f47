package io.millrace.window.aggregate;

import io.millrace.function.ToDoubleFn;
import io.millrace.operator.Aggregate;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
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
                    total == 0 ? Double.NaN : LogBuckets.value(BucketCounts.bucketOf(counts, rank(quantile, total))));
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
}
