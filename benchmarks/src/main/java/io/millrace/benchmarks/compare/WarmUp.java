package io.millrace.benchmarks.compare;

/**
 * Finds out how many events there is time for, while the system gets warm. It begins with a small part of them, which
 * grows as long as {@value #RUNS} runs of it are short enough; with more, a slow system would take hours only to show
 * that it is slow.
 */
final class WarmUp {

    private static final int RUNS = 3;
    private static final int FIRST_HALVINGS = 6;

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
        timed.run(events(halvings));
        return events(halvings);
    }

    private boolean fits(double seconds) {
        return RUNS * seconds <= limitSeconds;
    }

    private long events(int halvings) {
        return Math.max(1, most >> halvings);
    }
}
