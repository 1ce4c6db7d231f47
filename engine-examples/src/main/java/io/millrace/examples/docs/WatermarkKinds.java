package io.millrace.examples.docs;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.TimedStream;
import io.millrace.sink.Sink;
import io.millrace.source.Sources;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The ways to say how event time goes on. */
final class WatermarkKinds {

    private WatermarkKinds() {}

    static EventStream<Reading> bounded(EventStream<Reading> readings) {
        // tag::bounded
        EventStream<Reading> timed =
                readings.timestamps(Reading::time, Watermarks.boundedOutOfOrderness(Duration.ofSeconds(10)));
        // end::bounded
        return timed;
    }

    static EventStream<Reading> inMillis(EventStream<Reading> readings) {
        // tag::millis
        EventStream<Reading> timed = readings.timestamps(
                Timestamps.millis(reading -> reading.time().toEpochMilli()), Watermarks.ascending());
        // end::millis
        return timed;
    }

    static EventStream<Reading> ascending(EventStream<Reading> readings) {
        // tag::ascending
        EventStream<Reading> timed = readings.timestamps(Reading::time, Watermarks.ascending());
        // end::ascending
        return timed;
    }

    // tag::message
    record Message(Instant time, boolean endOfMinute) {}

    // end::message

    static EventStream<Message> punctuated(EventStream<Message> messages) {
        // tag::punctuated
        EventStream<Message> timed = messages.timestamps(
                Message::time,
                Watermarks.punctuated(
                        message -> message.endOfMinute() ? Optional.of(message.time()) : Optional.empty()));
        // end::punctuated
        return timed;
    }

    static EventStream<Reading> custom(EventStream<Reading> readings) {
        // tag::custom
        EventStream<Reading> timed = readings.timestamps(Reading::time, Watermarks.custom(AdaptiveWatermarks::new));
        // end::custom
        return timed;
    }

    static EventStream<Reading> perSplit(Pipeline pipeline, List<Path> files) {
        // tag::splits
        EventStream<Reading> timed = pipeline.source(
                        "readings",
                        Sources.interleaved(files.stream().map(Sources::lines).toList()))
                .map(WatermarkKinds::parse)
                .timestamps(Reading::time, Watermarks.boundedOutOfOrderness(Duration.ofSeconds(10)));
        // end::splits
        return timed;
    }

    static EventStream<Reading> ahead(EventStream<Reading> readings, Sink<Reading> clocksToCheck) {
        // tag::ahead
        TimedStream<Reading> timed = readings.timestamps(
                Reading::time,
                Watermarks.boundedOutOfOrderness(Duration.ofSeconds(10)).maxAhead(Duration.ofMinutes(5)));
        timed.late().to("clocks-to-check", clocksToCheck);
        // end::ahead
        return timed;
    }

    static EventStream<Reading> closing(EventStream<Reading> readings) {
        // tag::close
        EventStream<Reading> timed = readings.timestamps(
                Reading::time,
                Watermarks.boundedOutOfOrderness(Duration.ofSeconds(10)).closeAfterIdle(Duration.ofSeconds(30)));
        // end::close
        return timed;
    }

    /** Reads a line such as {@code kitchen 21.5 2024-05-01T10:00:10Z}. */
    static Reading parse(String line) {
        String[] fields = line.split(" ", -1);
        return new Reading(fields[0], Double.parseDouble(fields[1]), Instant.parse(fields[2]));
    }
}
