package io.millrace.benchmarks.nexmark;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Set;

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

    /** The category of the queries for local sellers (3) and for bids with their auctions (20). */
    public static final int CATEGORY = 10;

    /** How many auctions the query for the prices of sellers (6) looks back. */
    public static final int LAST = 10;

    /** Bids in an order in which the greatest wins: the highest, of several the first, and of these that of the lowest bidder. */
    public static final Comparator<Bid> WINNING = (Comparator<Bid> & Serializable) NexmarkWork::compare;

    private static final Comparator<Bid> BY_PRICE = Comparator.comparingLong(Bid::price)
            .thenComparing(Comparator.comparingLong(Bid::time).reversed())
            .thenComparing(Comparator.comparingLong(Bid::bidder).reversed());

    private static final Set<String> NEAR = Set.of("OR", "ID", "CA");
    private static final long SELECTION = 123;
    private static final long RATE_PER_MILLE = 908;

    private NexmarkWork() {}

    private static int compare(Bid one, Bid other) {
        return BY_PRICE.compare(one, other);
    }

    /**
     * The filter of the query for local sellers (3).
     *
     * @param person a person
     * @return whether they live in one of three states
     */
    public static boolean isNear(Person person) {
        return NEAR.contains(person.state());
    }

    /**
     * When an auction ends.
     *
     * @param auction an auction
     * @return the last time at which a bid counts
     */
    public static Instant expiry(Auction auction) {
        return Instant.ofEpochMilli(auction.expires());
    }

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
