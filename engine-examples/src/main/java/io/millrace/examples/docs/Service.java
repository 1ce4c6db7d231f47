package io.millrace.examples.docs;

import io.millrace.Engine;
import io.millrace.EventStream;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.Sources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.stream.Stream;

/** A program that runs until it is told to stop. */
final class Service {

    private Service() {}

    static void run(Pipeline pipeline, Path directory) {
        // tag::service
        JobOptions options = JobOptions.defaults().withSnapshots(Snapshots.in(directory));
        try (Engine engine = Engine.create().stopOnShutdown(Duration.ofSeconds(9));
                Job job = engine.start(pipeline, options)) {
            System.out.println("the job has " + job.join());
        }
        // end::service
    }

    static void standardInput(Pipeline pipeline) {
        // tag::stdin
        pipeline.source("typed", Sources.lines(System.in)).to("console", Sinks.print());
        // end::stdin
    }

    static EventStream<Reading> waiting(Pipeline pipeline, BlockingQueue<Reading> queue) {
        // tag::blocking
        var readings = pipeline.source(
                "queue",
                Sources.blockingIterator(
                        () -> Stream.generate(() -> next(queue)).iterator()));
        // end::blocking
        return readings;
    }

    private static Reading next(BlockingQueue<Reading> queue) {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException("the job is over", e);
        }
    }
}
