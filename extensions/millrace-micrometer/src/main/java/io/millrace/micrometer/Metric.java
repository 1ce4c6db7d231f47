package io.millrace.micrometer;

import io.millrace.metrics.Metrics;
import java.util.List;
import java.util.Map;

/**
 * What is measured, under the name by which Micrometer knows it.
 *
 * @param unit as Micrometer writes it; empty for plain numbers
 */
record Metric(String name, Kind kind, String unit, String description) {

    static final Metric STATE =
            gauge("millrace.job.state", "", "1 for the state that the job is in, 0 for each of the others");
    static final Metric RESTARTS = counter("millrace.job.restarts", "", "How often the job has been restarted");

    static final Metric SNAPSHOT = new Metric(
            "millrace.snapshot", Kind.TIMER, "seconds", "Complete snapshots, and how long they took together");
    static final Metric SNAPSHOT_BYTES =
            counter("millrace.snapshot.bytes", "bytes", "What was written for all complete snapshots");
    static final Metric SNAPSHOTS_FAILED = counter("millrace.snapshot.failed", "", "Snapshots that could not be taken");
    static final Metric SNAPSHOT_CHAINS =
            counter("millrace.snapshot.broken.chains", "", "How often files of earlier snapshots were found gone");
    static final Metric SNAPSHOT_AGE =
            gauge("millrace.snapshot.age", "seconds", "For how long there has been no newer snapshot than the latest");
    static final Metric SNAPSHOT_LATEST =
            gauge("millrace.snapshot.latest.duration", "seconds", "How long the latest snapshot took");
    static final Metric SNAPSHOT_SIZE =
            gauge("millrace.snapshot.latest.size", "bytes", "What was written for the latest snapshot");

    static final Metric EVENTS_IN = attempts("millrace.task.events.in", "", "Events that the task has taken in");
    static final Metric EVENTS_OUT =
            attempts("millrace.task.events.out", "", "Events that the operators of the task have emitted");
    static final Metric TIME =
            attempts("millrace.task.time", "seconds", "How long the task was busy, idle, and blocked by a consumer");
    static final Metric WATERMARK =
            gauge("millrace.task.watermark", "seconds", "The event time that the task has reached, since 1970");
    static final Metric WATERMARK_LAG =
            gauge("millrace.task.watermark.lag", "seconds", "By how much event time is behind the clock; 0 at its end");

    static final Metric EDGE_FILL = gauge(
            "millrace.edge.fill",
            "",
            "How full the fullest edge to the task is, from 0 to 1: one that stays full leads to who is behind");

    static final Metric LAG_RECORDS =
            gauge("millrace.source.lag.records", "", "Records that are there and that the source has not read yet");
    static final Metric LAG =
            gauge("millrace.source.lag", "seconds", "For how long the next record of the source has been there");

    static final Metric LATENCY = gauge(
            "millrace.sink.latency", "seconds", "Within which time so many events came from their source to the sink");
    static final Metric LATENCY_EVENTS =
            attempts("millrace.sink.latency.events", "", "Events whose latency was measured");
    static final Metric COMMITTED =
            gauge("millrace.sink.committed.snapshot", "", "The latest snapshot whose results can be seen; 0 for none");
    static final Metric COMMITS_WAITING =
            gauge("millrace.sink.commits.waiting", "", "Complete snapshots whose results cannot be seen yet");
    static final Metric COMMIT_TIME =
            gauge("millrace.sink.commit.duration", "seconds", "How long the commit has taken that is under way");

    static final Metric LATE = attempts("millrace.operator.late", "", "Events that were too late, and dropped");
    static final Metric AHEAD =
            attempts("millrace.operator.ahead", "", "Events that were too far ahead of the clock, and dropped");
    static final Metric COMBINED =
            attempts("millrace.operator.combined", "", "Events that came as part of the row of another one");
    static final Metric SKIPPED =
            attempts("millrace.operator.skipped", "", "Events that a function has failed on, and that were dropped");
    static final Metric DEAD_LETTERS = attempts(
            "millrace.operator.dead.letters", "", "Events that a function has failed on, and that are dead letters");

    static final Metric STATE_ENTRIES =
            gauge("millrace.operator.state.entries", "", "Entries of keyed state; a list or a map of a key is one");
    static final Metric STATE_SIZE =
            gauge("millrace.operator.state.size", "bytes", "Keyed state, as it is written into snapshots");
    static final Metric TIMERS = gauge("millrace.operator.timers", "", "Timers that have been set by key");

    /** What the engine counts in operators, by the names that it has there. */
    static final Map<String, Metric> OF_OPERATORS = Map.of(
            Metrics.LATE, LATE,
            Metrics.AHEAD, AHEAD,
            Metrics.COMBINED, COMBINED,
            Metrics.SKIPPED, SKIPPED,
            Metrics.DEAD_LETTERS, DEAD_LETTERS);

    /** The names of what the engine measures in operators, which nothing else has. */
    static final List<Metric> TAKEN =
            List.of(LATE, AHEAD, COMBINED, SKIPPED, DEAD_LETTERS, STATE_ENTRIES, STATE_SIZE, TIMERS);

    /** How its value is to be read. */
    enum Kind {
        /** Goes up only, and is counted by the job over all its attempts. */
        COUNTER,
        /** Goes up only, and begins at 0 with each attempt at the job. */
        ATTEMPT_COUNTER,
        /** A number of calls, and the seconds that they took together; counted as {@link #COUNTER} is. */
        TIMER,
        /** As of now. */
        GAUGE
    }

    static Metric gauge(String name, String unit, String description) {
        return new Metric(name, Kind.GAUGE, unit, description);
    }

    static Metric attempts(String name, String unit, String description) {
        return new Metric(name, Kind.ATTEMPT_COUNTER, unit, description);
    }

    private static Metric counter(String name, String unit, String description) {
        return new Metric(name, Kind.COUNTER, unit, description);
    }
}
