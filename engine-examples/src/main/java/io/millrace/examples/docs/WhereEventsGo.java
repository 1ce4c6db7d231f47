package io.millrace.examples.docs;

import io.millrace.Job;
import io.millrace.Pipeline;
import io.millrace.metrics.Account;
import io.millrace.metrics.Ledger;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.testing.Simulation;
import io.millrace.window.Aggregates;
import io.millrace.window.Windows;
import java.time.Duration;
import java.time.Instant;

/** Where the events of a job have gone: in a simulation, so that the answer is the same each time, and in a job. */
public final class WhereEventsGo {

    private static final Instant START = Instant.parse("2024-05-01T10:00:00Z");

    private WhereEventsGo() {}

    /**
     * Prints the ledger.
     *
     * @param arguments not used
     */
    public static void main(String[] arguments) {
        Pipeline pipeline = Pipeline.create("sensors");
        SensorPipeline.timed(pipeline.source(
                        "readings", Sources.generate(WhereEventsGo::reading).count(1_000)))
                .filter(reading -> reading.celsius() < 100)
                .named("credible")
                .keyBy(Reading::sensor)
                .dedup("changes", Duration.ofSeconds(5))
                .keyBy(Reading::sensor)
                .window(Windows.tumbling(Duration.ofMinutes(1)))
                .aggregate("hottest", Aggregates.max(Reading::celsius))
                .to("hottest-readings", Sinks.discard());

        // tag::simulated
        Simulation run = Simulation.of(pipeline).parallelism(2).run();
        System.out.print(run.ledger());
        // end::simulated
    }

    /** Looks for events of a job that runs. */
    static void check(Job job) {
        // tag::check
        Ledger ledger = job.ledger().check();
        System.out.println(ledger.of("hottest").reason(Account.LATE) + " came too late");
        // end::check
    }

    private static Reading reading(long index) {
        return new Reading("sensor-" + index % 7, index % 103, START.plus(Duration.ofSeconds(index / 3)));
    }
}
