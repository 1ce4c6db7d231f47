package io.millrace.benchmarks.nexmark;

import java.util.SplittableRandom;

/** The random choices of one event, packed into a long: a price, two numbers to choose with, and what is hot. */
final class Draw {

    private static final int PRICE_BITS = 27;
    private static final int CHOICE_BITS = 16;
    private static final int SECOND = PRICE_BITS + CHOICE_BITS;
    private static final int HOT_AUCTION = SECOND + CHOICE_BITS;
    private static final int HOT_PERSON = HOT_AUCTION + 1;
    private static final int HOT_PERSON_2 = HOT_PERSON + 1;
    private static final long CHOICE_MASK = (1 << CHOICE_BITS) - 1;
    private static final int DECADES = 6;
    private static final int LEAST_PRICE = 100;

    private Draw() {}

    static long of(SplittableRandom random) {
        long price = Math.round(StrictMath.pow(10, DECADES * random.nextDouble()) * LEAST_PRICE);
        return random.nextLong() << PRICE_BITS | price;
    }

    /** In cents, from 100 to 100 million, its logarithm uniform. */
    static int price(long draw) {
        return (int) draw & (1 << PRICE_BITS) - 1;
    }

    /** From 0 to the bound, exclusive, which is far below 65,536. */
    static int first(long draw, int bound) {
        return scaled(draw >>> PRICE_BITS, bound);
    }

    /** Likewise, independent of the first. */
    static int second(long draw, int bound) {
        return scaled(draw >>> SECOND, bound);
    }

    private static int scaled(long bits, int bound) {
        return (int) (((bits & CHOICE_MASK) * bound) >>> CHOICE_BITS);
    }

    /** The hot one in one case of two. */
    static long hotAuction(long draw, long hot, long any) {
        return chosen(-((draw >>> HOT_AUCTION) & 1), hot, any);
    }

    /** The hot one in three cases of four. */
    static long hotPerson(long draw, long hot, long any) {
        return chosen(-((draw >>> HOT_PERSON | draw >>> HOT_PERSON_2) & 1), hot, any);
    }

    /** Without a branch, which processors would guess wrong. */
    private static long chosen(long mask, long hot, long any) {
        return any ^ ((any ^ hot) & mask);
    }
}
