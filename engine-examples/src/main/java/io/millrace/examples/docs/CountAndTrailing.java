package io.millrace.examples.docs;

import static io.millrace.window.Aggregates.averageLong;
import static io.millrace.window.Aggregates.count;

import io.millrace.EventStream;
import io.millrace.KeyedStream;
import io.millrace.examples.docs.ComingFrom.Payment;
import io.millrace.window.Emit;
import io.millrace.window.WindowResult;
import io.millrace.window.Windows;
import java.time.Duration;
import java.util.List;

/** Windows that are made of the events themselves, and windows of all their events. */
final class CountAndTrailing {

    private CountAndTrailing() {}

    static EventStream<WindowResult<String, Double>> tens(KeyedStream<String, Reading> readings) {
        // tag::count
        var perTen = readings.window(Windows.count(10))
                .aggregate("average-of-ten", averageLong(reading -> Math.round(reading.celsius())));
        // end::count
        return perTen;
    }

    static EventStream<WindowResult<String, Double>> moving(KeyedStream<String, Reading> readings) {
        // tag::moving
        var moving = readings.window(Windows.countSliding(10, 1))
                .aggregate("moving-average", averageLong(reading -> Math.round(reading.celsius())));
        // end::moving
        return moving;
    }

    static EventStream<WindowResult<String, Long>> trailing(KeyedStream<String, Reading> readings) {
        // tag::trailing
        var lastMinute =
                readings.window(Windows.trailing(Duration.ofMinutes(1))).aggregate("last-minute", count());
        // end::trailing
        return lastMinute;
    }

    static EventStream<String> velocity(EventStream<Payment> timed) {
        // tag::velocity
        var suspicious = timed.keyBy(Payment::card)
                .window(Windows.trailing(Duration.ofMinutes(1)))
                .aggregate("velocity", count(), Emit.whenFirst(payments -> payments > 3))
                .map(burst -> burst.value() + " payments with card " + burst.key() + " until " + burst.end());
        // end::velocity
        return suspicious;
    }

    static EventStream<Reading> hotter(KeyedStream<String, Reading> readings) {
        // tag::reduce
        var hotter = readings.window(Windows.tumbling(Duration.ofMinutes(1)))
                .reduce("hotter", (one, other) -> one.celsius() >= other.celsius() ? one : other);
        // end::reduce
        return hotter.map(WindowResult::value);
    }

    static EventStream<Double> change(KeyedStream<String, Reading> readings) {
        // tag::process
        var change = readings.window(Windows.tumbling(Duration.ofMinutes(1)))
                .process(
                        "change",
                        (window, events) ->
                                List.of(events.get(events.size() - 1).celsius()
                                        - events.get(0).celsius()));
        // end::process
        return change;
    }
}
