package io.millrace.runtime.job;

import io.millrace.graph.Graph;
import io.millrace.graph.Node;
import io.millrace.job.JobState;
import io.millrace.metrics.JobMetrics;
import io.millrace.metrics.Metrics;
import io.millrace.metrics.TaskMetrics;
import io.millrace.metrics.internal.HumanText;
import io.millrace.operator.OperatorException;
import io.millrace.runtime.flight.JobFlight;
import io.millrace.snapshot.SnapshotInfo;
import io.millrace.snapshot.SnapshotMetrics;
import io.millrace.state.log.LimitedLog;
import io.millrace.state.log.SafeText;
import io.millrace.time.Clock;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a job says about its own life, whether or not anybody asks (and to a recording what it says of restarts): a line when it starts, starts again and ends, and
 * exactly one when it fails for good. Thread-safe. A logger that throws changes nothing for the job.
 */
final class JobLog {

    /** More restarts than these in a row are told no oftener than once a second. */
    private static final int RESTARTS_TOLD = 10;

    private final String job;
    private final Logger logger;
    private final Clock clock;
    private final long begunNanos;
    private final LimitedLog manyRestarts;
    private final AtomicBoolean failureTold = new AtomicBoolean();
    private final Deque<Line> lines = new ArrayDeque<>();

    /** Whether a thread is in the logger, or on its way there. */
    private boolean telling;

    private record Line(Level level, String text, Optional<Throwable> error) {}

    JobLog(String job, Logger logger, Clock clock) {
        this.job = job;
        this.logger = logger;
        this.clock = clock;
        begunNanos = clock.nanos();
        manyRestarts = new LimitedLog(logger, clock::nanos);
    }

    /** Is told by {@link #tell}, or before the next line. */
    void started(int tasks, int workers, Optional<SnapshotInfo> restored) {
        String beginning = restored.isPresent() ? "goes on from " + restored.get() : "begins at the beginning";
        add(
                Level.INFO,
                "job '" + job + "' runs: " + HumanText.count(tasks, "task", "tasks") + ", "
                        + HumanText.count(workers, "worker", "workers") + ", " + beginning,
                null);
    }

    /**
     * Tells what is still to be told: by a thread that can wait for a logger that has never logged before. Where another one is in
     * the logger, that tells it then: whatever a logger waits for, the others go on.
     */
    void tell() {
        for (Optional<Line> line = first(); line.isPresent(); line = next()) {
            write(line.get());
        }
    }

    private synchronized void add(Level level, String text, Throwable error) {
        lines.add(new Line(level, text, Optional.ofNullable(error)));
    }

    private synchronized Optional<Line> first() {
        return telling ? Optional.empty() : next();
    }

    private synchronized Optional<Line> next() {
        telling = !lines.isEmpty();
        return Optional.ofNullable(lines.poll());
    }

    /** What the nodes of a graph say of themselves. */
    void cautions(Graph graph) {
        for (Node node : graph.nodes()) {
            node.logic()
                    .caution()
                    .ifPresent(text -> log(
                            Level.WARNING,
                            "job '" + job + "', " + node.kind() + " '" + node.label() + "': " + text,
                            null));
        }
    }

    void opensLate(Duration waited, List<String> shut, List<String> units) {
        log(
                Level.WARNING,
                "job '" + job + "' has not opened within " + HumanText.duration(waited)
                        + ", so that start returns before it is known whether it can run; still waited for: " + shut
                        + "; " + String.join("; ", units),
                null);
    }

    /** The attempt is the one that is to follow, the first restart being the second attempt. */
    void restarts(int attempt, Duration delay, Throwable failure) {
        JobFlight.restarts(job, attempt, delay, failure);
        String text = "job '" + job + "' starts again, attempt " + attempt + ", "
                + (delay.isZero() ? "at once" : "in " + HumanText.duration(delay)) + ", since it has failed: "
                + textOf(failure);
        if (attempt <= RESTARTS_TOLD + 1) {
            log(Level.INFO, text, null);
        } else {
            manyRestarts.log(Level.INFO, () -> text);
        }
    }

    /** No attempt follows. Only the first call counts. */
    void failed(Throwable failure) {
        if (failureTold.compareAndSet(false, true)) {
            log(Level.ERROR, "job '" + job + "' has failed: " + textOf(failure) + remedyFor(failure), failure);
        }
    }

    /** Of the job that has failed, or was cancelled; what it failed with then may be null. */
    void endsWith(JobState last, Throwable error) {
        if (last == JobState.FAILED) {
            failed(error);
        } else if (error != null) {
            log(Level.WARNING, "job '" + job + "' was cancelled, and failed while it closed: " + textOf(error), error);
        }
    }

    void ended(JobMetrics metrics) {
        SnapshotMetrics snapshots = metrics.snapshots();
        long events = metrics.tasks().stream().mapToLong(TaskMetrics::eventsIn).sum();
        log(
                Level.INFO,
                "job '" + job + "' has ended " + metrics.state() + " after "
                        + HumanText.duration(Duration.ofNanos(clock.nanos() - begunNanos)) + ": "
                        + HumanText.count(events, "event", "events") + " taken in by its tasks, " + metrics.late()
                        + " late, " + counted(metrics, Metrics.DEAD_LETTERS) + " dead letters, "
                        + counted(metrics, Metrics.SKIPPED) + " skipped; "
                        + HumanText.count(snapshots.completed(), "snapshot", "snapshots") + ", " + snapshots.failed()
                        + " failed; " + HumanText.count(snapshots.restarts(), "restart", "restarts"),
                null);
        manyRestarts.close();
    }

    private static long counted(JobMetrics metrics, String metric) {
        return metrics.operators().values().stream()
                .mapToLong(operator -> operator.counters().getOrDefault(metric, 0L))
                .sum();
    }

    private static String textOf(Throwable failure) {
        String place = failure instanceof OperatorException about && about.getStackTrace().length > 0
                ? " (at " + about.getStackTrace()[0] + ")"
                : "";
        return SafeText.of(failure).replace("\r", "\\r").replace("\n", "\\n") + place;
    }

    private static String remedyFor(Throwable failure) {
        if (failure instanceof OperatorException about) {
            return about.isAboutEvent()
                    ? "; correct the function, or keep such events from it (onError(...) behind map, filter and flatMap does), and"
                            + " start the job again"
                    : "; mend that and start the job again";
        }
        return "";
    }

    /** An exception of a class of the user's may fail while a logger prints it, and the line would be lost. */
    private static boolean isPrintable(Throwable error) {
        try {
            error.printStackTrace(new PrintWriter(Writer.nullWriter()));
            return true;
        } catch (Throwable e) {
            return false;
        }
    }

    private void log(Level level, String text, Throwable error) {
        add(level, text, error);
        tell();
    }

    private void write(Line line) {
        try {
            logger.log(
                    line.level,
                    line.text,
                    line.error.filter(JobLog::isPrintable).orElse(null));
        } catch (Throwable e) {
            // There is nowhere left to say it.
            return;
        }
    }
}
