package io.millrace.systems.analytics;

import java.io.Serializable;
import java.util.stream.IntStream;

/**
 * What is looked at, and how often: by the number of a hit alone it is known what it is and when it is told. So whoever begins anew with it finds the same hits, as in a log that others have written.
 *
 * @param seed of all that is drawn
 * @param begin when the first hit is told, by the clock
 * @param rate hits a second
 * @param count how many there will be
 */
record Website(long seed, long begin, double rate, long count) implements Serializable {

    /** Hits are told so much later than they happen at most. */
    static final int TOLD_WITHIN_MILLIS = 400;

    /** After so long somebody else comes. */
    static final int VISIT_MILLIS = 60_000;

    private static final double MILLIS_PER_SECOND = 1_000;
    private static final double SECONDS_BETWEEN_HITS_OF_A_VISITOR = 1;
    private static final int PAGES = 10_000;
    private static final int FAILS_ONCE_IN = 250;
    private static final int TAKES_AT_LEAST = 20;
    private static final double SLOWEST_SHARE = 0.002;
    private static final int BITS = 16;
    private static final int MASK = (1 << BITS) - 1;
    private static final double FRACTION = 1.0 / (1 << BITS);

    private static final String[] PAGE_NAMES =
            IntStream.range(0, PAGES).mapToObj(page -> "/articles/" + page).toArray(String[]::new);
    private static final String[] COUNTRIES = {
        "US", "IN", "BR", "GB", "DE", "JP", "FR", "MX", "ID", "NG", "IT", "CA", "ES", "KR", "PL", "NL", "TR", "AR",
        "AU", "SE", "CH", "BE", "AT", "ZA", "VN", "EG", "PT", "CZ", "GR", "FI", "NO", "DK", "IE", "NZ"
    };

    /** Whether it has the same hits as another one, whenever those begin. */
    boolean isAsLargeAs(Website other) {
        return seed == other.seed && rate == other.rate && count == other.count;
    }

    /** How many hits are there at some time of the clock. */
    long told(long now) {
        long millis = now - begin;
        return millis < 0 ? 0 : Math.min(count, (long) (millis * rate / MILLIS_PER_SECOND) + 1);
    }

    /** When a hit is told, by the clock. */
    long toldAt(long index) {
        return begin + (long) Math.ceil(index * MILLIS_PER_SECOND / rate);
    }

    Hit hit(long index) {
        long one = mixed(seed + 2 * index);
        long other = mixed(seed + 2 * index + 1);
        long millis = toldAt(index) - part(one, 0) % TOLD_WITHIN_MILLIS;
        double popular = share(one, 1);
        double near = share(one, 2);
        double slow = share(other, 2);
        return new Hit(
                millis,
                visitor(millis, other & Integer.MAX_VALUE),
                PAGE_NAMES[(int) (PAGES * popular * popular * popular)],
                COUNTRIES[(int) (COUNTRIES.length * near * near)],
                (int) (TAKES_AT_LEAST / (SLOWEST_SHARE + 1 - slow * slow)),
                part(other, 3) % FAILS_ONCE_IN == 0);
    }

    /** As many are there at a time as make that rate; each goes when its time is over, and another one takes the place. */
    private long visitor(long millis, long drawn) {
        long places = Math.max(1, (long) (rate * SECONDS_BETWEEN_HITS_OF_A_VISITOR));
        long place = drawn % places;
        long comesAt = mixed(seed ^ place) & MASK;
        return (millis + comesAt) / VISIT_MILLIS * places + place;
    }

    private static double share(long mixed, int part) {
        return part(mixed, part) * FRACTION;
    }

    private static int part(long mixed, int part) {
        return (int) (mixed >>> (part * BITS)) & MASK;
    }

    /** As SplittableRandom does: this is called a million times a second. */
    private static long mixed(long number) {
        long z = (number ^ (number >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
