package io.millrace.examples.fraud;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.snapshot.SnapshotInfo;
import io.millrace.time.SystemClock;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A job that has run to its end.
 *
 * @param tally what it counted
 * @param elapsed how long it took
 * @param late how many transactions came too late for a rule
 * @param restored the snapshot that it went on from, if any
 */
record Run(Tally tally, Duration elapsed, long late, Optional<SnapshotInfo> restored) {

    private static final double NANOS_PER_SECOND = 1e9;

    /** Runs a pipeline to its end, telling its progress. */
    static Run of(Engine engine, Pipeline pipeline, JobOptions options, Tally tally, PrintStream terminal) {
        SystemClock clock = SystemClock.INSTANCE;
        long start = clock.nanos();
        try (Progress progress = new Progress(tally, terminal);
                Job job = engine.start(pipeline, options)) {
            Optional<SnapshotInfo> restored = job.restoredFrom();
            restored.filter(snapshot -> !snapshot.jobComplete())
                    .ifPresent(snapshot -> terminal.println("going on from " + snapshot));
            progress.start();
            job.join();
            Duration elapsed = Duration.ofNanos(clock.nanos() - start);
            return new Run(tally, elapsed, job.metrics().late(), restored);
        }
    }

    /** Whether an earlier run had done everything already. */
    boolean wasComplete() {
        return restored.isPresent() && restored.get().jobComplete();
    }

    /** Behind counts that do not begin at the beginning. */
    String since() {
        return restored.map(snapshot -> "; since snapshot " + snapshot.id()).orElse("");
    }

    /** For example {@code transactions: 20,000 in 0.42 s, 47,619/s}. */
    String throughput() {
        double seconds = Math.max(1, elapsed.toNanos()) / NANOS_PER_SECOND;
        return String.format(
                Locale.ROOT,
                "transactions: %,d in %.2f s, %,.0f/s",
                tally.transactions(),
                seconds,
                tally.transactions() / seconds);
    }

    /** For example {@code alerts: HIGH_VALUE 109, HIGH_VELOCITY 312, MULTIPLE_COUNTRIES 373; late 0}. */
    String alerts() {
        return alerts(tally, late);
    }

    static String alerts(Tally tally, long late) {
        return "alerts: "
                + Arrays.stream(Rule.values())
                        .map(rule -> String.format(Locale.ROOT, "%s %,d", rule, tally.alerts(rule)))
                        .collect(Collectors.joining(", "))
                + String.format(Locale.ROOT, "; late %,d", late);
    }
}
