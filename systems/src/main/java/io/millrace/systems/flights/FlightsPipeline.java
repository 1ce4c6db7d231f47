package io.millrace.systems.flights;

import static io.millrace.window.Aggregates.allOf;
import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.filtering;
import static io.millrace.window.Aggregates.maxLong;
import static io.millrace.window.Aggregates.sumLong;

import io.millrace.EventStream;
import io.millrace.time.Watermarks;
import io.millrace.window.WindowResult;
import io.millrace.window.Windows;
import java.time.Duration;
import java.time.ZoneOffset;

/** What is made of flights, wherever they come from. */
final class FlightsPipeline {

    private FlightsPipeline() {}

    // tag::flights
    static EventStream<AirportDay> airportDays(EventStream<Flight> flights, Duration outOfOrderness) {
        return flights.timestamps(Flight::time, Watermarks.boundedOutOfOrderness(outOfOrderness))
                .keyBy(Flight::origin, String.class)
                .window(Windows.daily(ZoneOffset.UTC))
                .aggregate(
                        "airport days",
                        allOf(
                                count(),
                                filtering(Flight::isDelayed, count()),
                                sumLong(Flight::delay),
                                maxLong(Flight::delay),
                                Totals::new))
                .map(FlightsPipeline::airportDay);
    }
    // end::flights

    /**
     * Of a window.
     *
     * @param flights how many
     * @param delayed how many of them were late
     * @param delaySum of all
     * @param longestDelay of one
     */
    record Totals(long flights, long delayed, long delaySum, long longestDelay) {}

    private static AirportDay airportDay(WindowResult<String, Totals> window) {
        Totals totals = window.value();
        return new AirportDay(
                window.key(),
                window.start().atZone(ZoneOffset.UTC).toLocalDate(),
                totals.flights(),
                totals.delayed(),
                totals.delaySum(),
                totals.longestDelay());
    }
}
