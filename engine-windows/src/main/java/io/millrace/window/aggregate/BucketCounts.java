package io.millrace.window.aggregate;

import java.util.Arrays;

/**
 * How often buckets occur: an array of the buckets that do, in ascending order, and one of their counts. Buckets are
 * few and soon all there, so that finding one is what has to be quick.
 */
final class BucketCounts {

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
