package io.millrace.examples.docs;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import java.time.Duration;
import java.time.Instant;

/** An application that pushes its readings in, and is called back with what is found. */
public final class PushReadings {

    private PushReadings() {}

    /**
     * Pushes some readings.
     *
     * @param arguments not used
     */
    public static void main(String[] arguments) {
        Instant start = Instant.parse("2024-05-01T10:00:00Z");
        // tag::push
        PushSource<Reading> readings = Sources.push(8_192);
        Pipeline pipeline = Pipeline.create("sensors");
        SensorPipeline.silences(SensorPipeline.timed(pipeline.source("readings", readings)))
                .to("silences", Sinks.callback(silence -> System.out.println("no news of " + silence)));

        try (Engine engine = Engine.create();
                Job job = engine.start(pipeline)) {
            readings.emit(new Reading("cellar", 12.0, start));
            for (int minute = 0; minute < 10; minute++) {
                readings.emit(new Reading("kitchen", 21.5, start.plus(Duration.ofMinutes(minute))));
            }
            readings.complete();
            job.join();
        }
        // end::push
    }

    /** The ways not to wait. */
    static void withoutWaiting(PushSource<Reading> readings, Reading reading) {
        // tag::try-emit
        boolean taken = readings.tryEmit(reading);
        boolean takenInTime = readings.emit(reading, Duration.ofMillis(50));
        // end::try-emit
        if (!taken || !takenInTime) {
            System.out.println("the pipeline is behind");
        }
    }
}
