package io.millrace.benchmarks.compare;

import io.millrace.benchmarks.rival.Rival;
import io.millrace.benchmarks.tool.Others;
import io.millrace.benchmarks.workload.Outcome;
import io.millrace.benchmarks.workload.Stopwatch;
import io.millrace.benchmarks.workload.Tally;
import io.millrace.benchmarks.workload.Workload;

/**
 * Warms a system up, measures it, and then lets the plain loop do the same work, in this JVM.
 *
 * @param rival the system
 * @param hand the plain loop
 * @param workload the work
 * @param parallelism with how many threads
 */
record Trial(Rival rival, Rival hand, Workload workload, int parallelism) {

    /**
     * Measures.
     *
     * @param amount how many events
     * @param limitSeconds how long the runs of a warm system may take together
     */
    Answer run(Amount amount, double limitSeconds) throws Exception {
        WarmUp.Warm warm = new WarmUp(amount, limitSeconds, this::warmUp).run();
        Others others = Others.onThisMachine();
        others.begin();
        Stopwatch.Time time = time(warm.events());
        Answer.Conditions conditions = new Answer.Conditions(warm.steady(), others.share());
        Outcome found = Tally.take();
        hand.run(workload, warm.events(), 1);
        Stopwatch.stop();
        return new Answer(warm.events(), time, found, Tally.take(), conditions);
    }

    private double warmUp(long events) throws Exception {
        double seconds = time(events).seconds();
        Tally.take();
        return seconds;
    }

    /** Without the garbage of earlier runs. */
    private Stopwatch.Time time(long events) throws Exception {
        System.gc();
        rival.run(workload, events, parallelism);
        return Stopwatch.stop();
    }
}
