package io.millrace.window.aggregate;

/**
 * Buckets whose bounds grow by a constant factor, as in the DDSketch of Masson, Rim and Lee (VLDB 2019): whatever a
 * value is, that of its bucket differs from it by 1 % at most. The order of buckets is that of
 * {@link Double#compare}, except that -0.0 and 0.0 are one.
 *
 * <pre>
 *   -infinity ... negative values ... zero ... positive values ... infinity, NaN
 *   -INFINITE            -(i + ONE)    0        i + ONE           INFINITE, NAN
 * </pre>
 *
 * where bucket i has the magnitudes from GROWTH^(i-1), exclusive, to GROWTH^i. Magnitudes below
 * {@link Double#MIN_NORMAL}, which have lost their precision, are zero. Bounds are the same on every machine, since
 * state moves between them.
 */
final class LogBuckets {

    static final double RELATIVE_ERROR = 0.01;

    private static final double LOG_GROWTH = StrictMath.log((1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR));

    /** From the upper bound of a bucket to the value that is as far, relatively, from that as from the lower bound. */
    private static final double LOG_MIDDLE = StrictMath.log(1 - RELATIVE_ERROR);

    /** Beyond the lowest and highest i, which are -35,418 and 35,489. */
    private static final long ONE = 1L << 16;

    private static final long INFINITE = 1L << 17;
    private static final long NAN = INFINITE + 1;

    private LogBuckets() {}

    static long bucket(double value) {
        if (Double.isNaN(value)) {
            return NAN;
        }
        double magnitude = Math.abs(value);
        if (magnitude < Double.MIN_NORMAL) {
            return 0;
        }
        long bucket =
                Double.isInfinite(value) ? INFINITE : ONE + (long) Math.ceil(StrictMath.log(magnitude) / LOG_GROWTH);
        return value < 0 ? -bucket : bucket;
    }

    /** Whether there may be such a bucket. */
    static boolean isBucket(long bucket) {
        return -INFINITE <= bucket && bucket <= NAN;
    }

    static double value(long bucket) {
        if (bucket == NAN) {
            return Double.NaN;
        }
        if (bucket == 0) {
            return 0;
        }
        long distance = Math.abs(bucket);
        double magnitude = distance == INFINITE ? Double.POSITIVE_INFINITY : magnitude(distance - ONE);
        return bucket < 0 ? -magnitude : magnitude;
    }

    /** In the highest bucket the middle may lie beyond the highest double. */
    private static double magnitude(long i) {
        return Math.min(StrictMath.exp(i * LOG_GROWTH + LOG_MIDDLE), Double.MAX_VALUE);
    }
}
