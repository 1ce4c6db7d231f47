package io.millrace.examples.docs;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.Pipeline;
import io.millrace.metrics.Health;
import io.millrace.metrics.JobMetrics;
import io.millrace.metrics.Metrics;
import io.millrace.metrics.OperatorMetrics;
import io.millrace.metrics.TaskMetrics;
import io.millrace.sink.Sinks;
import io.millrace.source.Source;
import java.time.Duration;

/** How the guide to observing looks at a job. */
final class Observing {

    private Observing() {}

    /** Finds silences in readings of two rooms. */
    static Pipeline silences(Source<Reading> cellar, Source<Reading> attic) {
        Pipeline pipeline = Pipeline.create("sensors");
        SensorPipeline.silences(SensorPipeline.timed(pipeline.source("cellar", cellar))
                        .merge(SensorPipeline.timed(pipeline.source("attic", attic))))
                .to("silences", Sinks.discard());
        return pipeline;
    }

    /** Rates each reading by a function that takes long. */
    static Pipeline rated(Source<Reading> readings) {
        Pipeline pipeline = Pipeline.create("rated");
        pipeline.source("readings", readings)
                .rebalance()
                .map(Observing::rating)
                .named("rating")
                .parallelism(2)
                .to("ratings", Sinks.discard());
        return pipeline;
    }

    private static double rating(Reading reading) {
        double rating = reading.celsius();
        for (int i = 1; i < 10_000; i++) {
            rating += Math.sin(rating / i);
        }
        return rating;
    }

    /** Prints what a job says of itself. */
    static void print(Job job) {
        // tag::metrics
        System.out.println(job.metrics());
        // end::metrics
    }

    /** Prints some of the numbers. */
    static void printNumbers(Job job) {
        // tag::numbers
        JobMetrics metrics = job.metrics();
        for (TaskMetrics task : metrics.tasks()) {
            System.out.println(task.task() + " is at " + task.watermark() + ", " + task.eventTimeLag(metrics.asOf())
                    + " behind, held by " + task.watermarkHeldBy());
        }
        OperatorMetrics silence = metrics.operators().get("silence");
        System.out.println(silence.sum(Metrics.STATE_ENTRIES) + " entries, " + silence.count(Metrics.LATE) + " late");
        // end::numbers
    }

    /** Prints rates once, of two looks. */
    static void printRates(Job job, JobMetrics earlier) {
        // tag::rates
        JobMetrics now = job.metrics();
        System.out.println(now.since(earlier));
        now.since(earlier).bottleneck().ifPresent(System.out::println);
        // end::rates
    }

    /** Prints what holds a job up. */
    static void printBottleneck(Job job) {
        // tag::bottleneck
        job.bottleneck(Duration.ofSeconds(1)).ifPresent(System.out::println);
        // end::bottleneck
    }

    /** What an endpoint for the probes of a container answers. */
    static int status(Engine engine) {
        // tag::health
        Health health = engine.health();
        if (!health.ready()) {
            System.err.println(health);
        }
        return health.live() ? 200 : 503;
        // end::health
    }

    /** Prints the graph and the plan in all forms that there are. */
    static void printPlan(Job job) {
        // tag::plan
        System.out.println(job.plan().text());
        System.out.println(job.plan().mermaid());
        System.out.println(job.plan().json());
        // end::plan
    }

    /** Looks into the state of a key. */
    static void printState(Job job) {
        // tag::state
        System.out.println(job.keyState("silence", "sensor-7"));
        // end::state
    }
}
