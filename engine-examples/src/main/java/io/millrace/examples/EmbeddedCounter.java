package io.millrace.examples;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.WindowResult;
import io.millrace.window.Windows;
import java.time.Duration;
import java.time.Instant;

/** An application that embeds the engine: it pushes clicks in, and is called back with the clicks per page and minute. */
public final class EmbeddedCounter {

    private EmbeddedCounter() {}

    /** A click on a page. */
    record Click(String page, Instant time) {}

    /**
     * Pushes some clicks.
     *
     * @param arguments not used
     */
    public static void main(String[] arguments) {
        // tag::embedded
        PushSource<Click> clicks = Sources.push(1_024);
        Pipeline pipeline = Pipeline.create("clicks");
        pipeline.source("clicks", clicks)
                .timestamps(Click::time, Watermarks.boundedOutOfOrderness(Duration.ofSeconds(5)))
                .keyBy(Click::page)
                .window(Windows.tumbling(Duration.ofMinutes(1)))
                .aggregate("clicks-per-minute", Aggregates.count())
                .to("counts", Sinks.callback(EmbeddedCounter::show));
        try (Engine engine = Engine.create();
                Job job = engine.start(pipeline)) {
            for (int second = 0; second < 90; second++) {
                clicks.emit(new Click("/home", Instant.ofEpochSecond(second)));
            }
            clicks.complete();
            job.join();
        }
        // end::embedded
    }

    private static void show(WindowResult<String, Long> window) {
        System.out.println(window.key() + " from " + window.start() + ": " + window.value() + " clicks");
    }
}
