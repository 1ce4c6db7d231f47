package io.millrace.benchmarks.workload;

/**
 * Two trades that meet; public, as Flink's serializer of records asks for that.
 *
 * @param user whose both are
 * @param left when the one of the left side was, epoch milliseconds
 * @param right when the one of the right side was
 */
public record Met(String user, long left, long right) {

    /**
     * Of two trades of one user.
     *
     * @param left one of the left side
     * @param right one of the right side
     * @return when they were
     */
    public static Met of(Trade left, Trade right) {
        return new Met(left.user(), left.time(), right.time());
    }

    /**
     * What it adds to the checksum.
     *
     * @return the checksum of the user and both times
     */
    public long checksum() {
        return Checksum.of(user, left, right);
    }
}
