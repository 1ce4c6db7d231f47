package io.millrace.examples.tutorial;

// tag::first
import io.millrace.Engine;
import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import java.time.Instant;
import java.util.List;

/** Counts four visits by page and minute. */
public final class FirstWindow {

    private static final Instant NOON = Instant.parse("2024-05-01T12:00:00Z");

    private static final List<Visit> VISITS = List.of(
            new Visit("/home", "ann", NOON.plusSeconds(5)),
            new Visit("/home", "bob", NOON.plusSeconds(50)),
            new Visit("/cart", "ann", NOON.plusSeconds(55)),
            new Visit("/home", "cid", NOON.plusSeconds(75)));

    private FirstWindow() {}

    public static void main(String[] arguments) {
        Pipeline pipeline = Pipeline.create("visits");
        Visits.perMinute(Visits.timed(pipeline.source("visits", Sources.collection(VISITS))))
                .map(PageCount::of)
                .to("counts", Sinks.print());
        try (Engine engine = Engine.create()) {
            engine.start(pipeline).join();
        }
    }
}
// end::first
