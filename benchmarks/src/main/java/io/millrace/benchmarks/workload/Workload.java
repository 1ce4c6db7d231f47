package io.millrace.benchmarks.workload;

import io.millrace.benchmarks.nexmark.NexmarkWork;
import java.util.Arrays;
import java.util.Locale;

/**
 * The work to be measured. All of it is over {@link Trade}s or over NEXMark's events, read in the order of their index;
 * with a parallelism of n, source i may read every index that is i modulo n. Event time is that of the events: trades
 * are at most {@link TradeLog#MAX_DISORDER_MILLIS} out of order, NEXMark's events not at all; nothing is ever late. The
 * result of a window is emitted once, when event time or the end of the data completes it.
 */
public enum Workload {
    /**
     * {@link TradeWork#keeps Filter}, then {@link TradeWork#priced map}. A result adds {@link Priced#cents} to the
     * checksum.
     */
    STATELESS(60_000_000, 1_000),
    /** Ten {@link TradeWork#step maps}, one after the other. A result adds its amount, as a long, to the checksum. */
    CHAIN(60_000_000, 1_000),
    /**
     * Count by user in tumbling windows of {@link TradeWork#TUMBLING}. Checksum of user, start of the window, count.
     */
    TUMBLING(60_000_000, 1_000),
    /** The same with {@link TradeWork#LONG_TUMBLING} and a million users. */
    TUMBLING_1M(20_000_000, 1_000_000),
    /**
     * Count by user in windows of {@link TradeWork#SLIDING} every {@link TradeWork#SLIDE}. Checksum as of tumbling
     * windows.
     */
    SLIDING(30_000_000, 1_000),
    /** Count by user in sessions with {@link TradeWork#GAP}. Checksum of user, time of the first event, count. */
    SESSION(30_000_000, 10_000),
    /**
     * Three rules, one stream of alerts. {@link TradeWork#isHigh}: checksum of user, time, 1. Count by user in tumbling
     * windows of {@link TradeWork#VELOCITY}, if over {@link TradeWork#VELOCITY_LIMIT}: user, start, count + 1,000.
     * Distinct countries by user in sessions with {@link TradeWork#TRIP_GAP}, if over {@link
     * TradeWork#COUNTRIES_LIMIT}: user, time of the first event, number of countries + 2,000.
     */
    FRAUD(20_000_000, 100_000),
    /**
     * Each trade of the {@link TradeWork#isLeft left} side with all of the other side and the same user that are at most
     * {@link TradeWork#REACH} before or behind it: one, on average. Checksum of {@link Met}.
     */
    INTERVAL_JOIN(20_000_000, 1_000),
    /** The same with {@link TradeWork#LONG_REACH} and a million users: every second one meets another, on average. */
    INTERVAL_JOIN_1M(10_000_000, 1_000_000),
    /** All bids. Checksum of auction, bidder, price. */
    NEXMARK_Q0(40_000_000, 0),
    /** All bids, {@link NexmarkWork#converted}. Checksum of auction, bidder, new price. */
    NEXMARK_Q1(40_000_000, 0),
    /** The bids that {@link NexmarkWork#selects} keeps. Checksum of auction, price, 0. */
    NEXMARK_Q2(40_000_000, 0),
    /**
     * Persons whom {@link NexmarkWork#isNear} keeps, with each auction of {@link NexmarkWork#CATEGORY} that they ever open,
     * whichever came first. Checksum of auction, person, hash of the name.
     */
    NEXMARK_Q3(20_000_000, 0),
    /**
     * The price of an auction is that of its {@link NexmarkWork#WINNING} bid, of those from when it opens to when it
     * expires, both included; one without has none. Tumbling windows of {@link NexmarkWork#TUMBLING}, by when auctions
     * expire: the average price by category, rounded down. Checksum of category, start, average. (As published, each price
     * gives an average over all there were so far, in whatever order.)
     */
    NEXMARK_Q4(20_000_000, 0),
    /**
     * Windows of {@link NexmarkWork#SLIDING} every {@link NexmarkWork#SLIDE}: the highest number of bids on one
     * auction. Checksum of start, that number, 0.
     */
    NEXMARK_Q5(20_000_000, 0),
    /**
     * At each auction that expires with a price, as of query 4: the average price of the last {@link NexmarkWork#LAST} of its
     * seller, in the order of expiry and then of their ids. Checksum of seller, average, how many there are.
     */
    NEXMARK_Q6(20_000_000, 0),
    /** Tumbling windows of {@link NexmarkWork#TUMBLING}: the highest price of a bid. Checksum of start, price, 0. */
    NEXMARK_Q7(20_000_000, 0),
    /**
     * The same windows: persons who appeared in it and of whom an auction opened in it, each once, whichever came
     * first. Checksum of person, start, 0.
     */
    NEXMARK_Q8(20_000_000, 0),
    /** Each auction with its winning bid, as of query 4. Checksum of auction, bidder, price. */
    NEXMARK_Q9(20_000_000, 0),
    /** Sessions with {@link NexmarkWork#GAP}: bids by bidder. Checksum of bidder, time of the first bid, count. */
    NEXMARK_Q11(20_000_000, 0),
    /**
     * Bids on auctions of {@link NexmarkWork#CATEGORY} that are open, each with its auction. Checksum of auction, bidder,
     * price plus seller. (As published, all that were ever opened are kept, and all bids.)
     */
    NEXMARK_Q20(20_000_000, 0);

    private final long events;
    private final int users;

    Workload(long events, int users) {
        this.events = events;
        this.users = users;
    }

    /**
     * How many events a run takes unless told otherwise; slow systems take a shorter part.
     *
     * @return the events
     */
    public long events() {
        return events;
    }

    /**
     * How many users trade.
     *
     * @return the users, or 0 if the workload is of NEXMark
     */
    public int users() {
        return users;
    }

    /**
     * Whether it is over NEXMark's events rather than trades.
     *
     * @return whether it is a query of NEXMark
     */
    public boolean isNexmark() {
        return users == 0;
    }

    /**
     * The workload of a name.
     *
     * @param label as {@link #toString} makes it
     * @return the workload
     */
    public static Workload of(String label) {
        return Arrays.stream(values())
                .filter(workload -> workload.toString().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no workload " + label + "; there are " + Arrays.toString(values())));
    }

    /** The name as the command line has it: {@code tumbling-1m}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
