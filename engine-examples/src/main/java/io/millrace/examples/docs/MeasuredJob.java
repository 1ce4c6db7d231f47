package io.millrace.examples.docs;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.metrics.JobMetrics;
import io.millrace.metrics.TaskMetrics;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import java.time.Duration;
import java.time.Instant;

/** A job whose metrics are read. */
public final class MeasuredJob {

    private static final Instant START = Instant.parse("2024-05-01T10:00:00Z");

    private MeasuredJob() {}

    /**
     * Runs the job and prints what it tells about itself.
     *
     * @param arguments not used
     */
    public static void main(String[] arguments) {
        Pipeline pipeline = Pipeline.create("sensors");
        SensorPipeline.silences(SensorPipeline.timed(pipeline.source(
                        "readings", Sources.generate(MeasuredJob::reading).count(10_000))))
                .to("silences", Sinks.discard());
        try (Engine engine = Engine.create()) {
            // tag::metrics
            Job job = engine.start(pipeline, JobOptions.parallelism(2).withLatency());
            job.join();
            JobMetrics metrics = job.metrics();
            for (TaskMetrics task : metrics.tasks()) {
                System.out.println(task.task() + ": " + task.eventsIn() + " in, " + task.eventsOut() + " out");
            }
            System.out.println("late: " + metrics.late());
            System.out.println("p99: " + metrics.latencies().get("silences").p99());
            // end::metrics
        }
    }

    private static Reading reading(long index) {
        return new Reading("sensor-" + index % 100, index % 40, START.plus(Duration.ofSeconds(index)));
    }
}
