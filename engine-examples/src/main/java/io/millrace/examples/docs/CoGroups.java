package io.millrace.examples.docs;

import static io.millrace.window.Aggregates.collect;
import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.countDistinct;
import static io.millrace.window.Aggregates.last;

import io.millrace.EventStream;
import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.time.Watermarks;
import io.millrace.window.CoResults;
import io.millrace.window.JoinedWindows;
import io.millrace.window.WindowResult;
import io.millrace.window.Windows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Requests for rides and the drivers that are near, in the same windows. */
public final class CoGroups {

    private CoGroups() {}

    record Request(String area, String rider, Instant time) {}

    record Location(String area, String driver, Instant time) {}

    record Storm(String area, int strength, Instant time) {}

    record Surge(long requests, long drivers) {
        double factor() {
            return drivers == 0 ? 3 : Math.min(3, Math.max(1, (double) requests / drivers));
        }
    }

    record Chance(String rider, String driver) {}

    // tag::surge
    static CoResults<String, Request, Location, Surge> surge(
            EventStream<Request> requests, EventStream<Location> drivers) {
        // tag::windows
        return requests.keyBy(Request::area)
                .window(Windows.sliding(Duration.ofMinutes(5), Duration.ofMinutes(1)))
                .coGroup(drivers.keyBy(Location::area))
                .aggregate("surge", count(), countDistinct(Location::driver), Surge::new);
        // end::windows
    }
    // end::surge

    // tag::chances
    static JoinedWindows<Request, Location, Chance> chances(
            KeyedStream<String, Request> requests, KeyedStream<String, Location> drivers) {
        return requests.window(Windows.tumbling(Duration.ofSeconds(10)))
                .coGroup(drivers)
                .left(
                        "chances",
                        (request, driver) -> new Chance(request.rider(), driver == null ? "nobody" : driver.driver()));
    }
    // end::chances

    // tag::storms
    static EventStream<WindowResult<String, String>> inStorms(
            KeyedStream<String, Request> requests,
            KeyedStream<String, Location> drivers,
            KeyedStream<String, Storm> storms) {
        return requests.window(Windows.session(Duration.ofMinutes(10)))
                .coGroup(drivers)
                .and(storms)
                .aggregate(
                        "in-storms",
                        count(),
                        collect(),
                        last(),
                        (asked, seen, storm) -> storm == null
                                ? "calm"
                                : "at strength " + storm.strength() + " " + asked + " asked, and " + seen.size()
                                        + " came");
    }
    // end::storms

    /** What there is of an evening in two areas. */
    static Pipeline pipeline() {
        Pipeline pipeline = Pipeline.create("rides");
        EventStream<Request> requests = pipeline.source(
                        "requests",
                        Sources.collection(List.of(
                                new Request("harbor", "ann", at(10)),
                                new Request("harbor", "bea", at(70)),
                                new Request("old town", "cid", at(80)))))
                .timestamps(Request::time, Watermarks.ascending());
        EventStream<Location> drivers = pipeline.source(
                        "drivers", Sources.collection(List.of(new Location("harbor", "dan", at(75)))))
                .timestamps(Location::time, Watermarks.ascending());
        CoResults<String, Request, Location, Surge> surge = surge(requests, drivers);
        surge.filter(result -> result.value().factor() > 1)
                .map(result -> result.key() + " " + result.value().factor() + " until " + result.end())
                .to("prices", Sinks.print());
        surge.lateLeft().to("late requests", Sinks.discard());
        return pipeline;
    }

    private static Instant at(long second) {
        return Instant.parse("2026-11-29T20:00:00Z").plusSeconds(second);
    }
}
