package ${package};

import io.millrace.Engine;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.sink.Sink;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.Source;
import io.millrace.source.Sources;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.Windows;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Counts the visits of each page by minute. */
public final class Visits {

    private Visits() {}

    /** Somebody has looked at a page. */
    public record Visit(String page, Instant time) {}

    /** How often a page was looked at in the minute that begins then. */
    public record Count(String page, long visits, Instant minute) {}

    /** What is counted, wherever visits come from and counts go. */
    static Pipeline pipeline(Source<Visit> visits, Sink<? super Count> counts) {
        Pipeline pipeline = Pipeline.create("visits");
        pipeline.source("visits", visits)
                .timestamps(Visit::time, Watermarks.boundedOutOfOrderness(Duration.ofSeconds(5)))
                .keyBy(Visit::page)
                .window(Windows.tumbling(Duration.ofMinutes(1)))
                .aggregate("per minute", Aggregates.count())
                .map(result -> new Count(result.key(), result.value(), result.start()))
                .to("counts", counts);
        return pipeline;
    }

    /** Runs until Ctrl-C, and goes on where it was when it is started again, whatever has ended it. */
    public static void main(String[] arguments) {
        Source<Visit> visits = Sources.generate(index -> new Visit("/page" + index % 3, Instant.EPOCH.plusSeconds(index)))
                .rate(100);
        JobOptions options = JobOptions.defaults()
                .withSnapshots(Snapshots.in(Path.of("snapshots")).every(Duration.ofSeconds(1)))
                .withRestart(Restart.exponentialBackoff(10, Duration.ofMillis(100), Duration.ofMinutes(1)));
        try (Engine engine = Engine.create().stopOnShutdown(Duration.ofSeconds(10))) {
            engine.start(pipeline(visits, Sinks.print()), options).join();
        }
    }
}
