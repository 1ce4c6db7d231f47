package io.millrace.examples.docs;

import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.sumLong;

import io.millrace.EventStream;
import io.millrace.sink.Sinks;
import io.millrace.time.Watermarks;
import io.millrace.window.WindowResult;
import io.millrace.window.WindowedResults;
import io.millrace.window.Windows;
import java.time.Duration;
import java.time.Instant;

/** Jobs that are written in other engines' words, too. */
final class ComingFrom {

    private ComingFrom() {}

    // tag::payment
    record Payment(String card, long cents, Instant time) {}
    // end::payment

    static EventStream<Payment> timed(EventStream<Payment> payments) {
        return payments.timestamps(Payment::time, Watermarks.boundedOutOfOrderness(Duration.ofSeconds(5)));
    }

    static EventStream<WindowResult<String, Long>> counts(EventStream<Payment> payments) {
        // tag::counts
        WindowedResults<String, Payment, Long> counts = payments.timestamps(
                        Payment::time, Watermarks.boundedOutOfOrderness(Duration.ofSeconds(5)))
                .keyBy(Payment::card)
                .window(Windows.tumbling(Duration.ofMinutes(1)))
                .allowedLateness(Duration.ofSeconds(10))
                .aggregate("payments-per-minute", count());
        counts.to("counts", Sinks.print());
        counts.late().to("late", Sinks.print());
        // end::counts
        return counts;
    }

    static EventStream<WindowResult<String, Long>> sessions(EventStream<Payment> timed) {
        // tag::sessions
        var sprees = timed.keyBy(Payment::card)
                .window(Windows.session(Duration.ofMinutes(10)))
                .aggregate("sprees", sumLong(Payment::cents));
        // end::sessions
        return sprees;
    }
}
