package io.millrace.benchmarks.compare;

import io.millrace.benchmarks.rival.Rival;
import io.millrace.benchmarks.workload.Outcome;
import io.millrace.benchmarks.workload.Stopwatch;
import io.millrace.benchmarks.workload.Tally;
import io.millrace.benchmarks.workload.Workload;

/**
 * Warms a system up and measures it, in this JVM. Warming up begins with a small part of the events, which grows as long as
 * {@value #RUNS} runs of it are short enough; the last one counts.
 */
final class Trial {

    private static final int RUNS = 3;
    private static final int FIRST_HALVINGS = 6;

    private final Rival rival;
    private final Workload workload;
    private final int parallelism;
    private final long most;

    /**
     * Makes a trial.
     *
     * @param rival the system
     * @param workload the work
     * @param parallelism with how many threads
     * @param most how many events are read if there is time
     */
    Trial(Rival rival, Workload workload, int parallelism, long most) {
        this.rival = rival;
        this.workload = workload;
        this.parallelism = parallelism;
        this.most = most;
    }

    /**
     * Measures, and then lets the plain loop do the same.
     *
     * @param limitSeconds how long the last runs together may take
     * @param hand the plain loop
     */
    Answer run(double limitSeconds, Rival hand) throws Exception {
        long events = events(warmUp(limitSeconds));
        double seconds = time(events);
        Outcome found = Tally.take();
        return new Answer(events, seconds, found, expected(hand, events));
    }

    /** Returns how often the number of events was halved. */
    private int warmUp(double limitSeconds) throws Exception {
        int halvings = FIRST_HALVINGS;
        double seconds = timeOnly(halvings);
        while (halvings > 0 && seconds * 2 * RUNS <= limitSeconds) {
            halvings -= halvings > 1 && seconds * 4 * RUNS <= limitSeconds ? 2 : 1;
            seconds = timeOnly(halvings);
        }
        while (seconds * RUNS > limitSeconds && events(halvings) > 1) {
            halvings++;
            seconds /= 2;
        }
        timeOnly(halvings);
        return halvings;
    }

    private long events(int halvings) {
        return Math.max(1, most >> halvings);
    }

    private double timeOnly(int halvings) throws Exception {
        double seconds = time(events(halvings));
        Tally.take();
        return seconds;
    }

    /** Without the garbage of earlier runs. */
    private double time(long events) throws Exception {
        System.gc();
        rival.run(workload, events, parallelism);
        return Stopwatch.stop();
    }

    private Outcome expected(Rival hand, long events) throws Exception {
        hand.run(workload, events, 1);
        Stopwatch.stop();
        return Tally.take();
    }
}
