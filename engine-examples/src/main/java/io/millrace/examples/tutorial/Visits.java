package io.millrace.examples.tutorial;

// tag::visits
import io.millrace.EventStream;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.WindowedResults;
import io.millrace.window.Windows;
import java.time.Duration;

/** What is found out about visits, wherever they come from. */
final class Visits {

    private Visits() {}

    static EventStream<Visit> timed(EventStream<Visit> visits) {
        return visits.timestamps(Visit::time, Watermarks.boundedOutOfOrderness(Duration.ofSeconds(10)));
    }

    static WindowedResults<String, Visit, Long> perMinute(EventStream<Visit> timed) {
        return timed.keyBy(Visit::page)
                .window(Windows.tumbling(Duration.ofMinutes(1)))
                .aggregate("per-minute", Aggregates.count());
    }
}
// end::visits
