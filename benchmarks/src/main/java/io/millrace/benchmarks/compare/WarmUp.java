package io.millrace.benchmarks.compare;

/**
 * Runs a system until it is warm, and finds out how many events the run that counts reads. It begins with a small part of them, which grows as the rate
 * says that there is time for more: a slow system would take hours only to show that it is slow. It is warm when its rate has
 * not risen for a while, however long that takes, up to a limit: beside workers that are never idle, and on a machine that others use too, the compiler takes
 * its time, and what a cold system does in a second says nothing.
 */
final class WarmUp {

    /** Of a run that counts; what is shorter is decided by a single pause. */
    static final double LEAST_SECONDS = 2;

    private static final int RUNS = 3;
    private static final int FIRST_HALVINGS = 6;
    private static final int GROWTH = 4;
    private static final int LONG_LIMITS = 2;
    private static final double LEAST_LONG_SECONDS = 60;

    private static final double RISE = 1.05;
    private static final double STEADY_SECONDS = 3;
    private static final int STEADY_RUNS = 3;

    /** So many are a while, however short they are. */
    private static final int MANY_STEADY_RUNS = 10;

    private static final double LEAST_MEASURABLE_SECONDS = 1e-9;

    /** Runs a number of events. */
    @FunctionalInterface
    interface Timed {

        /** Returns the seconds it took. */
        double run(long events) throws Exception;
    }

    /**
     * What has come of it.
     *
     * @param events how many the run that counts reads
     * @param steady whether the rate has stopped rising; if not, the limit came before
     */
    record Warm(long events, boolean steady) {}

    private final Amount amount;
    private final double limitSeconds;
    private final Timed timed;

    /** Higher than this is risen. */
    private double level;

    private double best;
    private int steadyRuns;
    private double steadySeconds;

    /**
     * Makes a warm-up.
     *
     * @param amount how many events
     * @param limitSeconds how long the last runs, that which counts included, may take together; those of {@value #LEAST_SECONDS} seconds may take longer
     * @param timed the system
     */
    WarmUp(Amount amount, double limitSeconds, Timed timed) {
        this.amount = amount;
        this.limitSeconds = limitSeconds;
        this.timed = timed;
    }

    Warm run() throws Exception {
        double longSeconds = longSeconds(limitSeconds);
        double total = 0;
        long events = Math.max(1, amount.usual() >> FIRST_HALVINGS);
        while (true) {
            double seconds = Math.max(LEAST_MEASURABLE_SECONDS, timed.run(events));
            total += seconds;
            look(events / seconds, seconds);
            long fitting = fitting();
            if (events == fitting && isSteady()) {
                return new Warm(events, true);
            }
            if (total >= longSeconds) {
                return new Warm(fitting, false);
            }
            events = Math.min(fitting, events * GROWTH);
        }
    }

    /** For how long all runs may go on together before the one that counts. */
    static double longSeconds(double limitSeconds) {
        return Math.max(LEAST_LONG_SECONDS, LONG_LIMITS * limitSeconds);
    }

    private void look(double rate, double seconds) {
        best = Math.max(best, rate);
        if (rate > level * RISE) {
            level = rate;
            steadyRuns = 0;
            steadySeconds = 0;
        } else {
            steadyRuns++;
            steadySeconds += seconds;
        }
    }

    private boolean isSteady() {
        return steadyRuns >= MANY_STEADY_RUNS || (steadyRuns >= STEADY_RUNS && steadySeconds >= STEADY_SECONDS);
    }

    /** By the best rate so far: the usual number, or twice that, and so on, or half of it. */
    private long fitting() {
        long events = amount.usual();
        while (seconds(events) < LEAST_SECONDS && events < amount.most()) {
            events = Math.min(amount.most(), 2 * events);
        }
        while (RUNS * seconds(events) > limitSeconds && events > 1 && seconds(events / 2) >= LEAST_SECONDS) {
            events /= 2;
        }
        return events;
    }

    private double seconds(long events) {
        return events / best;
    }
}
