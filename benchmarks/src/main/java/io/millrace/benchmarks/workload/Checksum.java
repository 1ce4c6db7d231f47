package io.millrace.benchmarks.workload;

/** The checksum of one result. Checksums are added, so that the order of results does not matter. */
public final class Checksum {

    private Checksum() {}

    /**
     * Of a result for a key.
     *
     * @param key the key
     * @param a its first number, such as the start of a window
     * @param b its second one, such as a count
     * @return the checksum
     */
    public static long of(String key, long a, long b) {
        return of(key.hashCode(), a, b);
    }

    /**
     * Of a result for a key that is a number.
     *
     * @param key the key
     * @param a its first number
     * @param b its second one
     * @return the checksum
     */
    public static long of(long key, long a, long b) {
        return mix(mix(mix(key) + a) + b);
    }

    private static long mix(long value) {
        long mixed = (value ^ value >>> 32) * 0x9E37_79B9_7F4A_7C15L;
        return mixed ^ mixed >>> 29;
    }
}
