package io.millrace.examples.tutorial;

// tag::late
import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.window.WindowedResults;
import java.time.Instant;
import java.util.List;

/** Counts visits that come out of order, and shows the one that comes too late. */
public final class LateVisits {

    private static final Instant NOON = Instant.parse("2024-05-01T12:00:00Z");

    private static final List<Visit> VISITS = List.of(
            new Visit("/home", "ann", NOON.plusSeconds(5)),
            new Visit("/home", "bob", NOON.plusSeconds(65)),
            new Visit("/home", "cid", NOON.plusSeconds(58)),
            new Visit("/home", "dan", NOON.plusSeconds(75)),
            new Visit("/home", "eve", NOON.plusSeconds(59)));

    private LateVisits() {}

    public static void main(String[] arguments) {
        Pipeline pipeline = Pipeline.create("visits");
        WindowedResults<String, Visit, Long> counts =
                Visits.perMinute(Visits.timed(pipeline.source("visits", Sources.collection(VISITS))));
        counts.map(PageCount::of).to("counts", Sinks.print());
        counts.late().map(visit -> "too late: " + visit).to("late", Sinks.print());
        try (Engine engine = Engine.create();
                Job job = engine.start(pipeline, JobOptions.defaults().withBatchSize(1))) {
            job.join();
            System.out.println(job.metrics().late() + " late");
        }
    }
}
// end::late
