package io.millrace.benchmarks.compare;

/**
 * Finds out how many events there is time for, while the system gets warm. It begins with a small part of them, which
 * grows as long as {@value #RUNS} runs of it are short enough; with more, a slow system would take hours only to show
 * that it is slow. Then it goes on for as long as runs get faster: beside workers that are never idle the compiler
 * takes its time.
 */
final class WarmUp {

    private static final int RUNS = 3;
    private static final int FIRST_HALVINGS = 6;
    private static final int MOST_REPEATS = 8;

    /** A run that takes more of the time of the one before is not faster. */
    private static final double STEADY = 0.95;

    /** Runs a number of events. */
    @FunctionalInterface
    interface Timed {

        /** Returns the seconds it took. */
        double run(long events) throws Exception;
    }

    private final long most;
    private final double limitSeconds;
    private final Timed timed;

    /**
     * Makes a warm-up.
     *
     * @param most how many events are read if there is time
     * @param limitSeconds how long the last runs, that which counts included, may take together
     * @param timed the system
     */
    WarmUp(long most, double limitSeconds, Timed timed) {
        this.most = most;
        this.limitSeconds = limitSeconds;
        this.timed = timed;
    }

    /** Returns how many events the run that counts reads: the most, or half of them, and so on. */
    long run() throws Exception {
        int halvings = FIRST_HALVINGS;
        double seconds = timed.run(events(halvings));
        while (halvings > 0 && fits(2 * seconds)) {
            halvings -= halvings > 1 && fits(4 * seconds) ? 2 : 1;
            seconds = timed.run(events(halvings));
        }
        while (!fits(seconds) && events(halvings) > 1) {
            halvings++;
            seconds /= 2;
        }
        repeat(events(halvings));
        return events(halvings);
    }

    private void repeat(long events) throws Exception {
        double before = timed.run(events);
        for (int repeats = 1; repeats < MOST_REPEATS; repeats++) {
            double seconds = timed.run(events);
            if (seconds > before * STEADY) {
                return;
            }
            before = seconds;
        }
    }

    private boolean fits(double seconds) {
        return RUNS * seconds <= limitSeconds;
    }

    private long events(int halvings) {
        return Math.max(1, most >> halvings);
    }
}
