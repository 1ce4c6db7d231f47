package io.millrace.benchmarks.nexmark;

import java.time.Duration;

/**
 * The functions and the numbers of the queries over NEXMark's events. The gap is odd where times are even: no two bids
 * are exactly a gap apart.
 */
public final class NexmarkWork {

    /** The windows of the query for hot auctions (5). */
    public static final Duration SLIDING = Duration.ofSeconds(10);

    /** How often one of them starts. */
    public static final Duration SLIDE = Duration.ofSeconds(2);

    /** The windows of the queries for the highest bid (7) and for new sellers (8). */
    public static final Duration TUMBLING = Duration.ofSeconds(10);

    /** The silence that ends a session of the query for bids by bidder (11). */
    public static final Duration GAP = Duration.ofMillis(10_001);

    private static final long SELECTION = 123;
    private static final long RATE_PER_MILLE = 908;

    private NexmarkWork() {}

    /**
     * The map of the query for another currency (1).
     *
     * @param bid a bid
     * @return it with its price times 0.908, rounded down
     */
    public static Bid converted(Bid bid) {
        return new Bid(bid.auction(), bid.bidder(), bid.price() * RATE_PER_MILLE / 1_000, bid.time());
    }

    /**
     * The filter of the query for some auctions (2).
     *
     * @param bid a bid
     * @return whether its auction is one of them
     */
    public static boolean selects(Bid bid) {
        return bid.auction() % SELECTION == 0;
    }
}
