package io.millrace.metrics;

import org.HdrHistogram.Histogram;

/** How recorded values are distributed, to three digits. Immutable. */
public final class Distribution {

    private final Histogram values;

    private Distribution(Histogram values) {
        this.values = values;
    }

    /**
     * What a histogram has now.
     *
     * @param values a histogram, which nobody may change from now on
     * @return its values
     */
    public static Distribution of(Histogram values) {
        return new Distribution(values);
    }

    /**
     * This and another one together, such as those of two instances.
     *
     * @param other the other one
     * @return a new one of all values
     */
    public Distribution plus(Distribution other) {
        Histogram sum = values.copy();
        sum.add(other.values);
        return new Distribution(sum);
    }

    /**
     * How many values were recorded.
     *
     * @return the number
     */
    public long count() {
        return values.getTotalCount();
    }

    /**
     * How many values are at or below one; those that are as good as the same, to three digits, count as the same.
     *
     * @param value any value
     * @return the number, 0 where it is negative
     */
    public long countUpTo(long value) {
        return value < 0 ? 0 : value >= max() ? count() : values.getCountBetweenValues(0, value);
    }

    /**
     * The lowest value.
     *
     * @return 0 when there is none
     */
    public long min() {
        return values.getMinValue();
    }

    /**
     * The highest value.
     *
     * @return 0 when there is none
     */
    public long max() {
        return values.getMaxValue();
    }

    /**
     * The mean of all values.
     *
     * @return 0 when there is none
     */
    public double mean() {
        return values.getMean();
    }

    /**
     * The value that so many of all values are at or below.
     *
     * @param percent from 0 to 100, such as 99.9
     * @return 0 when there is no value
     */
    public long percentile(double percent) {
        return values.getValueAtPercentile(percent);
    }

    @Override
    public String toString() {
        return count() + " values, p50 " + percentile(50) + ", p99 " + percentile(99) + ", max " + max();
    }
}
