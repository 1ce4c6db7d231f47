package io.millrace.benchmarks.workload;

import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Trades made beforehand from a seed, kept packed, and made into objects as they are read: whoever reads the same index
 * gets an equal trade. Ten events per millisecond, up to 30 ms out of order. What repeats after {@value #LENGTH} events
 * are users, amounts and countries; time goes on.
 */
public final class TradeLog {

    /** How far a trade may be behind an earlier one, in milliseconds. */
    public static final long MAX_DISORDER_MILLIS = 30;

    /** A time that all trades are behind. */
    public static final long FIRST_MILLIS = 1_000_000;

    private static final int LENGTH = 1 << 22;
    private static final int EVENTS_PER_TICK = 20;
    private static final int TICK_MILLIS = 2;
    private static final long SEED = 42;
    private static final String[] COUNTRIES = {"US", "UK", "DE", "FR"};

    private static final Map<Integer, TradeLog> SHARED = new ConcurrentHashMap<>();

    private final String[] users;
    private final long[] packed = new long[LENGTH];

    /**
     * Makes the log.
     *
     * @param users how many users there are, all equally busy; at least 1
     */
    public TradeLog(int users) {
        this.users = new String[users];
        for (int i = 0; i < users; i++) {
            this.users[i] = "user-" + i;
        }
        Random random = new Random(SEED);
        for (int i = 0; i < LENGTH; i++) {
            packed[i] = (long) random.nextInt(users) << 32 | random.nextInt() >>> 1;
        }
    }

    /**
     * The one that all share who are sent from JVM to JVM, as sources are: made by the first that asks.
     *
     * @param users how many users there are
     * @return the same in this JVM
     */
    public static TradeLog shared(int users) {
        return SHARED.computeIfAbsent(users, TradeLog::new);
    }

    /**
     * How many users there are.
     *
     * @return the users
     */
    public int users() {
        return users.length;
    }

    /**
     * The trade at an index.
     *
     * @param index from 0
     * @return a new object
     */
    public Trade trade(long index) {
        long bits = packed[(int) index & LENGTH - 1];
        return new Trade(
                users[(int) (bits >>> 32)], bits & 1023, COUNTRIES[(int) (bits >>> 10) & 3], time(index, bits));
    }

    /**
     * Makes the trades from an index on.
     *
     * @param first the index of the first
     * @param step how far each is from the one before, at least 1
     * @param end the index behind the last that there is
     * @param block what to put them into
     * @return how many were put: as many as fit, or as there are
     */
    public int read(long first, int step, long end, Trade[] block) {
        int count = (int) Math.min(block.length, Math.max(0, (end - first + step - 1) / step));
        long index = first;
        for (int i = 0; i < count; i++, index += step) {
            block[i] = trade(index);
        }
        return count;
    }

    private static long time(long index, long bits) {
        return FIRST_MILLIS + index / EVENTS_PER_TICK * TICK_MILLIS - (bits >>> 12 & MAX_DISORDER_MILLIS);
    }
}
