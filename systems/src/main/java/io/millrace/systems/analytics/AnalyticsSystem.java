package io.millrace.systems.analytics;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.files.FileSink;
import io.millrace.files.Parquet;
import io.millrace.http.EventSink;
import io.millrace.http.Http;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.Sources;
import io.millrace.systems.common.Failures;
import io.millrace.systems.common.Pages;
import io.millrace.systems.common.Running;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Counts hits, shows them on a page and archives them, until it is closed. What it knows is in a directory. */
final class AnalyticsSystem implements AutoCloseable {

    static final String ARCHIVE_DIRECTORY = "archive";
    static final String SECONDS_FILE = "seconds.jsonl";

    /** Rows are outside the heap until their file ends, and nothing else is archived while one does. */
    private static final long FILE_BYTES = 32L << 20;

    private static final double LOOKS_PER_SECOND = 1;

    private final EventSink<Progress> progress =
            EventSink.<Progress>latestBy(Progress::slot).capacity(AnalyticsPipeline.SHOWN);
    private final Running running;

    /** Written by the one task that looks. */
    private volatile Progress furthestBehind = Progress.NOT_BEHIND;

    /**
     * Starts it, on what it has known before.
     *
     * @param data where it keeps what it knows
     * @param port where it listens
     * @param website what is looked at
     * @param options of its job, without snapshots
     * @param apart how far snapshots are apart
     */
    AnalyticsSystem(Path data, int port, Website website, JobOptions options, Duration apart) {
        Pipeline pipeline = AnalyticsPipeline.of(
                new Traffic(website),
                options.tasks(),
                archive(data.resolve(ARCHIVE_DIRECTORY)),
                Sinks.lines(data.resolve(SECONDS_FILE)));
        running = Running.start(
                pipeline,
                options.withSnapshots(Snapshots.in(data.resolve("snapshots")).every(apart)),
                job -> serve(port, job));
        try {
            running.engine().start(progress(running.job()));
        } catch (RuntimeException e) {
            running.close();
            throw e;
        }
    }

    // tag::archive
    private static FileSink<Hit> archive(Path directory) {
        create(directory);
        return FileSink.in(directory, Parquet.of(Hit.class))
                .partitionedByTime("minute", "yyyy-MM-dd'T'HH-mm")
                .rollAt(FILE_BYTES);
    }
    // end::archive

    private static void create(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw Failures.of("make", directory, e);
        }
    }

    // tag::serve
    private Http serve(int port, Job job) {
        return Pages.add(Http.on(port), AnalyticsSystem.class, "analytics")
                .view("/seconds", job.view(AnalyticsPipeline.SECONDS, Integer.class, Period.class), Integer.class)
                .view("/pages", job.view(AnalyticsPipeline.PAGES, Integer.class, Period.class), Integer.class)
                .view("/visits", job.view(AnalyticsPipeline.VISITS, Integer.class, Visits.class), Integer.class)
                .events("/progress", progress);
    }
    // end::serve

    /** A job beside the other one, which looks at that every second. */
    private Pipeline progress(Job job) {
        Pipeline pipeline = Pipeline.create("progress");
        pipeline.source("looks", Sources.generate(look -> look).rate(LOOKS_PER_SECOND))
                .map(look -> look(job))
                .to("shown", progress);
        return pipeline;
    }

    private Progress look(Job job) {
        Progress now = Progress.of(job.metrics());
        if (now.waiting() > furthestBehind.waiting()) {
            furthestBehind = now;
        }
        return now;
    }

    /** How it was when most hits waited, of all looks so far. */
    Progress furthestBehind() {
        return furthestBehind;
    }

    Engine engine() {
        return running.engine();
    }

    Job job() {
        return running.job();
    }

    URI uri() {
        return running.uri();
    }

    @Override
    public void close() {
        running.close();
    }
}
