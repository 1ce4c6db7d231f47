package io.millrace.window.aggregate;

/** Sums that carry along what rounding has lost (Neumaier), in the first two elements of an array: sum and loss. */
final class CompensatedSum {

    static final int LENGTH = 2;

    private CompensatedSum() {}

    static void add(double[] sum, double value) {
        double next = sum[0] + value;
        sum[1] += Math.abs(sum[0]) >= Math.abs(value) ? (sum[0] - next) + value : (value - next) + sum[0];
        sum[0] = next;
    }

    static void merge(double[] sum, double[] other) {
        add(sum, other[0]);
        sum[1] += other[1];
    }

    /** Once a sum is infinite or NaN the loss is NaN, and of no interest. */
    static double valueOf(double[] sum) {
        return Double.isFinite(sum[0]) ? sum[0] + sum[1] : sum[0];
    }
}
