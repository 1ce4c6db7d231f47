package io.millrace.benchmarks.nexmark;

import java.util.SplittableRandom;

/**
 * The auction site's events, made beforehand from a seed, kept packed, and made into objects as they are read: whoever
 * reads the same index gets an equal event. In order, ten per millisecond, which is the rate that the published model
 * starts with. At that rate a person bids for five seconds and an auction is open for a sixth of one, so that windows
 * of ten seconds see many of both come and go. What repeats after {@value #LENGTH} events are choices and prices; ids
 * and times go on.
 *
 * <p>Of 50 events one is a person, then come three auctions, then 46 bids. Persons and auctions are numbered as they
 * appear. Half of the bids are on one hot auction, three quarters by one hot bidder, and three quarters of the auctions
 * are of one hot seller; each gives way to another after a hundred. The others are among the last, or the few that will
 * appear next.
 */
public final class NexmarkLog {

    /** The time of the first event; a multiple of all windows' sizes. */
    public static final long FIRST_MILLIS = 1_000_000;

    /** The id of the first person. */
    public static final long FIRST_PERSON = 1_000;

    /** The id of the first auction. */
    public static final long FIRST_AUCTION = 1_000;

    /** How many of the last persons may bid and sell. */
    public static final int ACTIVE_PERSONS = 1_000;

    /** How many of the last auctions may be bid on. */
    public static final int OPEN_AUCTIONS = 100;

    /** How many persons or auctions may be referred to before they appear. */
    public static final int LEAD = 10;

    static final int EPOCH = 50;
    static final int AUCTIONS_PER_EPOCH = 3;
    static final int HOT_STRIDE = 100;
    static final int FIRST_CATEGORY = 10;
    static final int CATEGORIES = 5;

    private static final int LENGTH = 1 << 22;
    private static final int EVENTS_PER_TICK = 20;
    private static final int TICK_MILLIS = 2;
    private static final long SEED = 42;

    /** Twice the time that it takes for as many auctions to appear as are open. */
    static final int MAX_AUCTION_MILLIS =
            2 * OPEN_AUCTIONS * EPOCH / AUCTIONS_PER_EPOCH * TICK_MILLIS / EVENTS_PER_TICK;

    private final long[] packed = new long[LENGTH];

    /** Makes the log. */
    public NexmarkLog() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < LENGTH; i++) {
            packed[i] = Draw.of(random);
        }
    }

    /**
     * The one log of this JVM, made when it is first asked for; for sources that are serialized, and to make it only
     * once.
     *
     * @return the log
     */
    public static NexmarkLog shared() {
        return Shared.LOG;
    }

    /**
     * The event at an index.
     *
     * @param index from 0
     * @return a new object
     */
    public NexmarkEvent event(long index) {
        long epoch = index / EPOCH;
        int inEpoch = (int) (index - epoch * EPOCH);
        long draw = draw(index);
        long time = FIRST_MILLIS + index / EVENTS_PER_TICK * TICK_MILLIS;
        if (inEpoch > AUCTIONS_PER_EPOCH) {
            long auctions = (epoch + 1) * AUCTIONS_PER_EPOCH;
            return new Bid(auction(auctions, draw), bidder(epoch + 1, draw), Draw.price(draw), time);
        }
        if (inEpoch == 0) {
            return Names.person(FIRST_PERSON + epoch, draw, time);
        }
        return newAuction(epoch * AUCTIONS_PER_EPOCH + inEpoch - 1, epoch + 1, index, time);
    }

    /**
     * Makes the events from an index on.
     *
     * @param first the index of the first
     * @param end the index behind the last that there is
     * @param block what to put them into
     * @return how many were put: as many as fit, or as there are
     */
    public int read(long first, long end, NexmarkEvent[] block) {
        int count = (int) Math.min(block.length, end - first);
        for (int i = 0; i < count; i++) {
            block[i] = event(first + i);
        }
        return count;
    }

    /** Takes what does not fit into its own draw from the next one. */
    private Auction newAuction(long number, long persons, long index, long time) {
        long draw = draw(index);
        long next = draw(index + 1);
        long initialBid = Draw.price(draw);
        long expires = time + 1 + Draw.first(next, MAX_AUCTION_MILLIS);
        return new Auction(
                FIRST_AUCTION + number,
                seller(persons, draw),
                FIRST_CATEGORY + Draw.first(draw, CATEGORIES),
                initialBid,
                initialBid + Draw.price(next),
                expires,
                time);
    }

    private long draw(long index) {
        return packed[(int) index & LENGTH - 1];
    }

    private static long auction(long auctions, long draw) {
        int open = (int) Math.min(auctions, OPEN_AUCTIONS);
        long any = auctions - open + Draw.first(draw, open + LEAD);
        return FIRST_AUCTION + Draw.hotAuction(draw, hot(auctions), any);
    }

    private static long bidder(long persons, long draw) {
        return FIRST_PERSON + Draw.hotPerson(draw, hot(persons) + 1, anyPerson(persons, draw));
    }

    private static long seller(long persons, long draw) {
        return FIRST_PERSON + Draw.hotPerson(draw, hot(persons), anyPerson(persons, draw));
    }

    private static long anyPerson(long persons, long draw) {
        int active = (int) Math.min(persons, ACTIVE_PERSONS);
        return persons - active + Draw.second(draw, active + LEAD);
    }

    private static long hot(long count) {
        return (count - 1) / HOT_STRIDE * HOT_STRIDE;
    }

    private static final class Shared {
        private static final NexmarkLog LOG = new NexmarkLog();
    }
}
