package io.millrace.examples.docs;

import io.millrace.Job;
import io.millrace.Pipeline;
import io.millrace.metrics.Explanation;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.testing.Simulation;
import io.millrace.window.Aggregates;
import io.millrace.window.Windows;
import java.time.Duration;
import java.time.Instant;

/** A window that does not fire, because one of two sources is silent, and the question why. */
public final class WhyNoResult {

    private static final Instant START = Instant.parse("2024-05-01T10:00:00Z");

    private WhyNoResult() {}

    /**
     * Asks a simulation, so that the answer is the same each time.
     *
     * @param arguments not used
     */
    public static void main(String[] arguments) {
        PushSource<Reading> house = Sources.push(64);
        PushSource<Reading> shed = Sources.push(64);
        Pipeline pipeline = Pipeline.create("sensors");
        SensorPipeline.timed(pipeline.source("house", house))
                .merge(SensorPipeline.timed(pipeline.source("shed", shed)))
                .keyBy(Reading::sensor)
                .window(Windows.tumbling(Duration.ofMinutes(1)))
                .aggregate("hottest", Aggregates.max(Reading::celsius))
                .to("hottest-readings", Sinks.discard());

        // tag::simulated
        Simulation run = Simulation.of(pipeline);
        shed.tryEmit(new Reading("mower", 12.0, START));
        house.tryEmit(new Reading("kitchen", 21.5, START.plusSeconds(10)));
        run.settle().advance(Duration.ofSeconds(80));
        house.tryEmit(new Reading("kitchen", 22.0, START.plusSeconds(90)));
        run.settle();
        System.out.println(run.explain("hottest", "kitchen"));
        // end::simulated
    }

    /** Asks a job that runs, and goes by the cause. */
    static void ask(Job job) {
        // tag::explain
        Explanation explanation = job.explain("hottest", "kitchen");
        System.out.println(explanation);
        if (explanation.cause() == Explanation.Cause.SILENT_INPUT) {
            System.out.println("look after " + explanation.heldBackBy().orElseThrow());
        }
        // end::explain
    }
}
