package io.millrace.examples.docs;

// tag::quickstart
import io.millrace.Engine;
import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.WindowResult;
import io.millrace.window.Windows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The hottest reading of each sensor and minute. */
public final class Quickstart {

    record Reading(String sensor, double celsius, Instant time) {}

    private static final List<Reading> READINGS = List.of(
            new Reading("kitchen", 21.5, Instant.parse("2024-05-01T10:00:10Z")),
            new Reading("cellar", 12.0, Instant.parse("2024-05-01T10:00:40Z")),
            new Reading("kitchen", 22.5, Instant.parse("2024-05-01T10:01:05Z")),
            new Reading("kitchen", 23.5, Instant.parse("2024-05-01T10:00:59Z")));

    private Quickstart() {}

    public static void main(String[] arguments) {
        // tag::pipeline
        Pipeline pipeline = Pipeline.create("temperatures");
        pipeline.source("readings", Sources.collection(READINGS))
                .timestamps(Reading::time, Watermarks.boundedOutOfOrderness(Duration.ofSeconds(10)))
                .keyBy(Reading::sensor)
                .window(Windows.tumbling(Duration.ofMinutes(1)))
                .aggregate("hottest", Aggregates.max(Reading::celsius))
                .map(WindowResult::value)
                .to("console", Sinks.print());
        try (Engine engine = Engine.create()) {
            engine.start(pipeline).join();
        }
        // end::pipeline
    }
}
// end::quickstart
