package io.millrace.examples.docs;

import static io.millrace.window.Aggregates.allOf;
import static io.millrace.window.Aggregates.averageLong;
import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.filtering;
import static io.millrace.window.Aggregates.groupingBy;
import static io.millrace.window.Aggregates.maxDouble;

import io.millrace.EventStream;
import io.millrace.KeyedStream;
import io.millrace.window.WindowResult;
import io.millrace.window.Windows;
import io.millrace.window.spi.WindowAssigner;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;

/** One of each kind of windows. */
final class WindowKinds {

    private WindowKinds() {}

    static EventStream<WindowResult<String, Long>> tumbling(KeyedStream<String, Reading> readings) {
        // tag::tumbling
        var perMinute = readings.window(Windows.tumbling(Duration.ofMinutes(1))).aggregate("per-minute", count());
        // end::tumbling
        return perMinute;
    }

    static EventStream<WindowResult<String, Long>> sliding(KeyedStream<String, Reading> readings) {
        // tag::sliding
        var lastHour = readings.window(Windows.sliding(Duration.ofHours(1), Duration.ofMinutes(1)))
                .aggregate("last-hour", count());
        // end::sliding
        return lastHour;
    }

    static EventStream<WindowResult<String, Long>> cumulative(KeyedStream<String, Reading> readings) {
        // tag::cumulative
        var todaySoFar = readings.window(Windows.cumulative(Duration.ofDays(1), Duration.ofHours(1)))
                .aggregate("today-so-far", count());
        // end::cumulative
        return todaySoFar;
    }

    static EventStream<WindowResult<String, Long>> session(KeyedStream<String, Reading> readings) {
        // tag::session
        var bursts = readings.window(Windows.session(Duration.ofMinutes(10))).aggregate("bursts", count());
        // end::session
        return bursts;
    }

    static EventStream<WindowResult<String, Long>> sessionWithGap(KeyedStream<String, Reading> readings) {
        // tag::gap
        var bursts = readings.window(Windows.sessionWithGap(
                        reading -> reading.celsius() > 80 ? Duration.ofHours(1) : Duration.ofMinutes(10)))
                .aggregate("bursts", count());
        // end::gap
        return bursts;
    }

    static EventStream<WindowResult<String, Long>> daily(KeyedStream<String, Reading> readings) {
        // tag::daily
        var perDay = readings.window(Windows.daily(ZoneId.of("Europe/Berlin"))).aggregate("per-day", count());
        // end::daily
        return perDay;
    }

    static EventStream<WindowResult<String, Long>> weekly(KeyedStream<String, Reading> readings) {
        // tag::weekly
        var perWeek = readings.window(Windows.weekly(ZoneId.of("Europe/Berlin"), DayOfWeek.MONDAY))
                .aggregate("per-week", count());
        // end::weekly
        return perWeek;
    }

    static EventStream<WindowResult<String, Long>> global(KeyedStream<String, Reading> readings) {
        // tag::global
        var inAll = readings.window(Windows.global()).aggregate("in-all", count());
        // end::global
        return inAll;
    }

    // tag::assigner
    /** The hours from 6 to 18 in UTC; what comes at night belongs to no window. */
    static final WindowAssigner<Reading> DAYLIGHT = (reading, timestamp, windows) -> {
        long midnight = timestamp - Math.floorMod(timestamp, Duration.ofDays(1).toMillis());
        long sunrise = midnight + Duration.ofHours(6).toMillis();
        long sunset = midnight + Duration.ofHours(18).toMillis();
        if (timestamp >= sunrise && timestamp < sunset) {
            windows.add(sunrise, sunset);
        }
    };
    // end::assigner

    static EventStream<WindowResult<String, Long>> assigned(KeyedStream<String, Reading> readings) {
        // tag::assigned
        var byDaylight = readings.window(Windows.assignedBy(DAYLIGHT)).aggregate("by-daylight", count());
        // end::assigned
        return byDaylight;
    }

    static EventStream<WindowResult<String, Long>> offset(KeyedStream<String, Reading> readings) {
        // tag::offset
        var shifts = readings.window(Windows.tumbling(Duration.ofHours(8)))
                .offset(Duration.ofHours(-2))
                .aggregate("shifts", count());
        // end::offset
        return shifts;
    }

    static EventStream<WindowResult<String, Long>> processingTime(KeyedStream<String, Reading> readings) {
        // tag::clock
        var asTheyCome = readings.window(Windows.tumbling(Duration.ofSeconds(1)))
                .processingTime()
                .aggregate("as-they-come", count());
        // end::clock
        return asTheyCome;
    }

    // tag::combined
    record Climate(long readings, double hottest, Map<Boolean, Double> averageByFrost) {}

    static EventStream<WindowResult<String, Climate>> climate(KeyedStream<String, Reading> readings) {
        return readings.window(Windows.tumbling(Duration.ofHours(1)))
                .aggregate(
                        "climate",
                        allOf(
                                filtering(reading -> reading.celsius() > -273, count()),
                                maxDouble(Reading::celsius),
                                groupingBy(
                                        reading -> reading.celsius() < 0,
                                        averageLong(reading -> Math.round(reading.celsius()))),
                                Climate::new));
    }
    // end::combined
}
