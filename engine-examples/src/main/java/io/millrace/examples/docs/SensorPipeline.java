package io.millrace.examples.docs;

import static io.millrace.window.Aggregates.allOf;
import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.last;
import static io.millrace.window.Aggregates.max;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.time.Watermarks;
import io.millrace.window.Emit;
import io.millrace.window.WindowResult;
import io.millrace.window.WindowedResults;
import io.millrace.window.Windows;
import java.nio.file.Path;
import java.time.Duration;

/** What is found out about readings, whichever source they come from. */
final class SensorPipeline {

    private SensorPipeline() {}

    // tag::timestamps
    static EventStream<Reading> timed(EventStream<Reading> readings) {
        return readings.timestamps(
                Reading::time,
                Watermarks.boundedOutOfOrderness(Duration.ofSeconds(10)).idleAfter(Duration.ofMinutes(2)));
    }
    // end::timestamps

    /** Adds the hottest reading per minute, and what comes too late for that. */
    static void hottest(EventStream<Reading> timed, Path lateReadings) {
        // tag::windows
        WindowedResults<String, Reading, Reading> hottest = timed.keyBy(Reading::sensor)
                .window(Windows.tumbling(Duration.ofMinutes(1)))
                .allowedLateness(Duration.ofSeconds(30))
                .aggregate("hottest", max(Reading::celsius));
        hottest.map(WindowResult::value).to("hottest-readings", Sinks.print());
        hottest.late().to("late-readings", Sinks.lines(lateReadings));
        // end::windows
    }

    // tag::first
    record Heat(long readings, Reading latest) {}

    static EventStream<WindowResult<String, Heat>> overheated(EventStream<Reading> timed) {
        return timed.keyBy(Reading::sensor)
                .window(Windows.session(Duration.ofMinutes(10)))
                .aggregate(
                        "overheated",
                        allOf(count(), last(), Heat::new),
                        Emit.whenFirst(heat -> heat.latest().celsius() > 80));
    }
    // end::first

    // tag::silences
    static EventStream<Silence> silences(EventStream<Reading> timed) {
        return timed.keyBy(Reading::sensor).process("silence", SilenceDetector::new);
    }
    // end::silences

    /** Prints a graph. */
    static void describe(Pipeline pipeline) {
        // tag::describe
        System.out.println(pipeline.describe());
        // end::describe
    }
}
