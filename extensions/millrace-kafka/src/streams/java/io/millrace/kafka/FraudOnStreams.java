package io.millrace.kafka;

import io.millrace.kafka.FraudStreams.Alert;
import io.millrace.kafka.FraudStreams.Transaction;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KGroupedStream;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.SessionWindows;
import org.apache.kafka.streams.kstream.TimeWindows;

/** What {@link FraudStreams} is a port of. */
final class FraudOnStreams {

    private static final Duration GRACE = Duration.ofMinutes(1);

    private FraudOnStreams() {}

    static Topology topology(String transactions, String alerts) {
        Serde<Transaction> transaction = serde(Json.of(Transaction.class));
        Serde<Alert> alert = serde(Json.of(Alert.class));
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, Transaction> stream = builder.stream(
                transactions,
                Consumed.with(Serdes.String(), transaction)
                        .withTimestampExtractor((record, time) ->
                                ((Transaction) record.value()).time().toEpochMilli()));
        KGroupedStream<String, Transaction> byUser =
                stream.groupBy((key, t) -> t.user(), Grouped.with(Serdes.String(), transaction));

        KStream<String, Alert> highValue = stream.filter((key, t) -> t.amount() > 1000)
                .map((key, t) -> KeyValue.pair(t.user(), new Alert("HIGH_VALUE", t.user(), "amount " + t.amount())));

        KStream<String, Alert> velocity = byUser.windowedBy(TimeWindows.ofSizeAndGrace(Duration.ofMinutes(5), GRACE))
                .count(Materialized.with(Serdes.String(), Serdes.Long()))
                .toStream()
                .filter((window, count) -> count > 3)
                .map((window, count) ->
                        KeyValue.pair(window.key(), new Alert("HIGH_VELOCITY", window.key(), count + " in 5 minutes")));

        KStream<String, Alert> countries = byUser.windowedBy(
                        SessionWindows.ofInactivityGapAndGrace(Duration.ofHours(1), GRACE))
                .aggregate(
                        Countries::new,
                        (user, t, seen) -> seen.with(t.country()),
                        (user, one, other) -> one.with(other),
                        Materialized.with(Serdes.String(), serde(Json.of(Countries.class))))
                .toStream()
                .filter((session, seen) -> seen != null && seen.codes().size() > 1)
                .map((session, seen) -> KeyValue.pair(
                        session.key(),
                        new Alert("MULTIPLE_COUNTRIES", session.key(), String.join(", ", seen.codes()))));

        highValue.merge(velocity).merge(countries).to(alerts, Produced.with(Serdes.String(), alert));
        return builder.build();
    }

    record Countries(Set<String> codes) {

        Countries() {
            this(Set.of());
        }

        Countries {
            codes = new TreeSet<>(codes);
        }

        Countries with(String code) {
            Countries more = new Countries(codes);
            more.codes.add(code);
            return more;
        }

        Countries with(Countries other) {
            Countries more = new Countries(codes);
            more.codes.addAll(other.codes);
            return more;
        }
    }

    @SuppressWarnings("unchecked") // both are of the type of the format
    private static <T> Serde<T> serde(Format<T> format) {
        try {
            return Serdes.serdeFrom(
                    (org.apache.kafka.common.serialization.Serializer<T>) format.serializer(),
                    (org.apache.kafka.common.serialization.Deserializer<T>) format.deserializer());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
