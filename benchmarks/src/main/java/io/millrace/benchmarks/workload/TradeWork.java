package io.millrace.benchmarks.workload;

import java.time.Duration;

/**
 * The functions and the numbers of the workloads over trades. The gaps are odd where times are even: no two events are
 * exactly a gap apart.
 */
public final class TradeWork {

    /** The windows of {@link Workload#TUMBLING}. */
    public static final Duration TUMBLING = Duration.ofSeconds(10);

    /** The windows of {@link Workload#TUMBLING_1M}. */
    public static final Duration LONG_TUMBLING = Duration.ofSeconds(1_000);

    /** The windows of {@link Workload#SLIDING}. */
    public static final Duration SLIDING = Duration.ofSeconds(60);

    /** How often one of them starts. */
    public static final Duration SLIDE = Duration.ofSeconds(1);

    /** The silence that ends a session of {@link Workload#SESSION}. */
    public static final Duration GAP = Duration.ofMillis(5_001);

    /** The windows of the second rule of {@link Workload#FRAUD}. */
    public static final Duration VELOCITY = Duration.ofMinutes(1);

    /** How many trades in such a window are too many. */
    public static final long VELOCITY_LIMIT = 12;

    /** The silence that ends a session of its third rule. */
    public static final Duration TRIP_GAP = Duration.ofMillis(30_001);

    /** How many countries in such a session are too many. */
    public static final int COUNTRIES_LIMIT = 3;

    /** What is added to the results of the first rule, so that they differ from those of the others. */
    public static final long HIGH_RULE = 1;

    /** What is added to the counts of the second rule. */
    public static final long VELOCITY_RULE = 1_000;

    /** What is added to the numbers of the third rule. */
    public static final long COUNTRIES_RULE = 2_000;

    /** How far apart trades may be that meet in {@link Workload#INTERVAL_JOIN}. */
    public static final Duration REACH = Duration.ofMillis(100);

    /** The same in {@link Workload#INTERVAL_JOIN_1M}. */
    public static final Duration LONG_REACH = Duration.ofSeconds(60);

    /** How many maps {@link Workload#CHAIN} has. */
    public static final int STEPS = 10;

    private static final Trade[] REPLACEMENTS = replacements();
    private static final double STEP_AMOUNT = 100;
    private static final double HIGH_AMOUNT = 1_020;
    private static final double LOW_AMOUNT = 100;
    private static final double CENTS = 90.5;

    private TradeWork() {}

    /**
     * The filter of {@link Workload#STATELESS}.
     *
     * @param trade a trade
     * @return whether it stays
     */
    public static boolean keeps(Trade trade) {
        return trade.amount() >= LOW_AMOUNT;
    }

    /**
     * The map of {@link Workload#STATELESS}.
     *
     * @param trade a trade
     * @return it in another currency
     */
    public static Priced priced(Trade trade) {
        return new Priced(trade.user(), (long) (trade.amount() * CENTS), trade.time());
    }

    /**
     * One map of {@link Workload#CHAIN}; none of them makes an object.
     *
     * @param trade a trade, or what an earlier step made of it
     * @param step from 0 to {@link #STEPS} - 1
     * @return the same, or what stands for trades of the step's amount
     */
    public static Trade step(Trade trade, int step) {
        return trade.amount() == step * STEP_AMOUNT ? REPLACEMENTS[step] : trade;
    }

    private static Trade[] replacements() {
        Trade[] replacements = new Trade[STEPS];
        for (int step = 0; step < STEPS; step++) {
            replacements[step] = new Trade("replaced", -1 - step, "", 0);
        }
        return replacements;
    }

    /**
     * The first rule of {@link Workload#FRAUD}.
     *
     * @param trade a trade
     * @return whether its amount is too high
     */
    public static boolean isHigh(Trade trade) {
        return trade.amount() > HIGH_AMOUNT;
    }

    /**
     * The two sides of the joins, about as many of each.
     *
     * @param trade a trade
     * @return whether its amount is even, which has it on the left side
     */
    public static boolean isLeft(Trade trade) {
        return ((long) trade.amount() & 1) == 0;
    }
}
