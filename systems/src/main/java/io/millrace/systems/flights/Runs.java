package io.millrace.systems.flights;

import io.millrace.Engine;
import io.millrace.EventStream;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.files.FileSource;
import io.millrace.sink.CollectSink;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** The pipeline over files, and over flights that are told one by one. */
final class Runs {

    /** Flights are told up to so much behind their turn. */
    static final Duration DISORDER = Duration.ofMinutes(30);

    private static final int WAITING = 4_096;

    private final Engine engine;
    private final JobOptions options;

    Runs(Engine engine, int parallelism) {
        this.engine = engine;
        options = JobOptions.parallelism(parallelism);
    }

    // tag::batch
    List<AirportDay> batch(FileSource<Flight> files) {
        Pipeline pipeline = Pipeline.create("flights of files");
        return run(pipeline, pipeline.source("files", files));
    }
    // end::batch

    // tag::live
    List<AirportDay> live(List<Flight> flights) {
        PushSource<Flight> told = Sources.push(WAITING);
        Pipeline pipeline = Pipeline.create("live flights");
        CollectSink<AirportDay> days = Sinks.collect();
        FlightsPipeline.airportDays(pipeline.source("told", told), DISORDER).to("days", days);
        try (Job job = engine.start(pipeline, options)) {
            flights.forEach(told::emit);
            told.complete();
            job.join();
        }
        return sorted(days.values());
    }
    // end::live

    private List<AirportDay> run(Pipeline pipeline, EventStream<Flight> flights) {
        CollectSink<AirportDay> days = Sinks.collect();
        FlightsPipeline.airportDays(flights, Duration.ZERO).to("days", days);
        try (Job job = engine.start(pipeline, options)) {
            job.join();
        }
        return sorted(days.values());
    }

    /** All flights of files, in memory: what is told live has to come from somewhere. */
    List<Flight> read(FileSource<Flight> files) {
        CollectSink<Flight> flights = Sinks.collect();
        Pipeline pipeline = Pipeline.create("reading");
        pipeline.source("files", files).to("flights", flights);
        try (Job job = engine.start(pipeline, options)) {
            job.join();
        }
        return flights.values();
    }

    /** In the order in which they are told: each up to half an hour behind its turn. */
    static List<Flight> inTheOrderOfArrival(List<Flight> flights, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        record Told(Flight flight, long millis) {}
        return flights.stream()
                .map(flight -> new Told(flight, flight.time().toEpochMilli() + random.nextLong(DISORDER.toMillis())))
                .sorted(Comparator.comparingLong(Told::millis))
                .map(Told::flight)
                .toList();
    }

    /** How many are told when one that left later has been told. */
    static long outOfOrder(List<Flight> flights) {
        return IntStream.range(1, flights.size())
                .filter(i -> flights.get(i).date().isBefore(flights.get(i - 1).date()))
                .count();
    }

    private static List<AirportDay> sorted(List<AirportDay> days) {
        return days.stream()
                .sorted(Comparator.comparing(AirportDay::airport).thenComparing(AirportDay::day))
                .toList();
    }
}
