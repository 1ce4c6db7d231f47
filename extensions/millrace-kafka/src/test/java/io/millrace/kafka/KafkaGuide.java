package io.millrace.kafka;

import com.google.protobuf.Timestamp;
import io.millrace.EventStream;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.operator.Errors;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.Snapshots;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.Windows;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/** What the guide shows. */
final class KafkaGuide {

    private KafkaGuide() {}

    record Payment(String account, long cents, String country) {}

    record Total(String account, long payments, Instant hour) {}

    static Pipeline totals(String servers) {
        // tag::totals
        Pipeline pipeline = Pipeline.create("totals");
        pipeline.source(
                        "payments",
                        Kafka.source(servers, "payments")
                                .records(Format.strings(), Json.of(Payment.class))
                                .group("totals"))
                .onError(Errors.deadLetter())
                .timestamps(
                        Timestamps.millis(KafkaRecord::timestamp),
                        Watermarks.boundedOutOfOrderness(Duration.ofMinutes(1)).idleAfter(Duration.ofMinutes(1)))
                .keyBy(payment -> payment.value().account(), String.class)
                .window(Windows.tumbling(Duration.ofHours(1)))
                .aggregate("count", Aggregates.count())
                .map(result -> new Total(result.key(), result.value(), result.start()))
                .to(
                        "totals",
                        Kafka.sink(servers, "totals", Json.of(Total.class)).key(Total::account, Format.strings()));
        pipeline.deadLetters().to("unreadable", Sinks.print());
        // end::totals
        return pipeline;
    }

    static JobOptions options(Path directory) {
        // tag::options
        JobOptions options = JobOptions.parallelism(2)
                .withSnapshots(Snapshots.in(directory).every(Duration.ofSeconds(1)))
                .withRestart(Restart.exponentialBackoff(10, Duration.ofMillis(100), Duration.ofMinutes(1)));
        // end::options
        return options;
    }

    static List<KafkaSource<?>> starts(String servers, Instant noon) {
        // tag::starts
        var records = Kafka.source(servers, "payments").values(Json.of(Payment.class));
        var fromNoon = records.startingAt(Offsets.at(noon));
        var asTheGroup = records.group("old-consumer").startingAt(Offsets.ofGroup(Offsets.earliest()));
        var byHand = records.startingAt(Offsets.of(Map.of(new TopicPartition("payments", 0), 42L), Offsets.latest()));
        var upToNow = records.endingAt(Offsets.latest());
        var allRegions = Kafka.source(servers, Pattern.compile("payments-[a-z]+"))
                .values(Json.of(Payment.class))
                .lookingEvery(Duration.ofSeconds(10));
        // end::starts
        return List.of(fromNoon, asTheGroup, byHand, upToNow, allRegions);
    }

    static Pipeline shared(String servers, int number, int processes) {
        // tag::share
        var share = Kafka.source(servers, "payments")
                .records(Format.strings(), Json.of(Payment.class))
                .group("totals")
                .partitions(number, processes);
        Pipeline pipeline = Pipeline.create("totals-" + number);
        // end::share
        pipeline.source("payments", share).to("none", Sinks.discard());
        return pipeline;
    }

    static List<Format<?>> formats(Schema schema) {
        // tag::formats
        Format<GenericRecord> orders = Avro.singleObject(schema);
        Format<Timestamp> times = Protobuf.of(Timestamp.class, Timestamp::parser);
        // end::formats
        return List.of(orders, times);
    }

    static void customers(Pipeline pipeline, EventStream<Payment> payments, String servers) {
        // tag::sinks
        var sink = Kafka.sink(servers, "accounts", Json.of(Payment.class))
                .key(Payment::account, Format.strings())
                .tombstoneWhen(payment -> payment.cents() == 0)
                .headers(payment -> List.of(KafkaHeader.of("country", payment.country())))
                .with("compression.type", "lz4");
        payments.to("accounts", sink);
        payments.to("at-once", sink.atLeastOnce());
        // end::sinks
    }

    /** Stands for one that a schema registry brings. */
    static final class PaymentDeserializer implements Deserializer<Payment> {
        @Override
        public Payment deserialize(String topic, byte[] bytes) {
            return new Payment("", bytes.length, "");
        }
    }

    static Format<Payment> registered(String registry) {
        // tag::format
        Format<Payment> format = Format.reading(Payment.class, () -> {
            PaymentDeserializer payments = new PaymentDeserializer();
            payments.configure(Map.of("schema.registry.url", registry), false);
            return payments;
        });
        // end::format
        return format;
    }
}
