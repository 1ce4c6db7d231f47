package io.millrace.examples.docs;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.SnapshotInfo;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.Sources;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.Windows;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Counts, into a file of lines, whatever happens to the process meanwhile. */
public final class Surviving {

    private static final long EVENTS = 100_000_000;

    private Surviving() {}

    /**
     * Runs the job, or goes on with it.
     *
     * @param arguments the directory for its snapshots and the file for its results
     */
    public static void main(String[] arguments) {
        Path directory = Path.of(arguments[0]);
        Path results = Path.of(arguments[1]);

        Pipeline pipeline = Pipeline.create("counts");
        pipeline.source("numbers", Sources.generate(number -> number).count(EVENTS))
                .timestamps(Instant::ofEpochMilli, Watermarks.ascending())
                .keyBy(number -> number % 3, Long.class)
                .window(Windows.tumbling(Duration.ofMinutes(1)))
                .aggregate("per-minute", Aggregates.count())
                .to("results", Sinks.lines(results));

        // tag::snapshots
        JobOptions options = JobOptions.defaults()
                .withSnapshots(Snapshots.in(directory).every(Duration.ofSeconds(1)))
                .withRestart(Restart.exponentialBackoff(10, Duration.ofMillis(100), Duration.ofMinutes(1)));
        // end::snapshots

        try (Engine engine = Engine.create();
                Job job = engine.start(pipeline, options)) {
            job.restoredFrom().ifPresent(snapshot -> System.out.println("going on from " + snapshot));
            System.out.println("the job has " + job.join());
        }
    }

    static SnapshotInfo beforeAnUpgrade(Job job) {
        // tag::named
        SnapshotInfo snapshot = job.snapshot("before-upgrade");
        // end::named
        return snapshot;
    }
}
