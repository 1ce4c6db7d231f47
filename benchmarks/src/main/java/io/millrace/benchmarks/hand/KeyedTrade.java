package io.millrace.benchmarks.hand;

/** What of a trade goes from the thread that has read it to the one that has its user: packed into a long. */
final class KeyedTrade {

    private static final int TIME_BITS = 41;
    private static final int COUNTRY_BITS = 5;

    /** How many countries' slots there may be. */
    static final int COUNTRIES = 1 << COUNTRY_BITS;

    /** How many users' slots there may be. */
    static final int SLOTS = 1 << (Long.SIZE - TIME_BITS - COUNTRY_BITS);

    private KeyedTrade() {}

    static long of(int slot, int country, long time) {
        return ((long) slot << COUNTRY_BITS | country) << TIME_BITS | time;
    }

    static int slot(long trade) {
        return (int) (trade >>> (TIME_BITS + COUNTRY_BITS));
    }

    static int country(long trade) {
        return (int) (trade >>> TIME_BITS) & COUNTRIES - 1;
    }

    static long time(long trade) {
        return trade & (1L << TIME_BITS) - 1;
    }
}
