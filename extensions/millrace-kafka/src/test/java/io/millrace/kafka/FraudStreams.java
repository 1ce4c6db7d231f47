package io.millrace.kafka;

import io.millrace.EventStream;
import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.Emit;
import io.millrace.window.Windows;
import java.time.Duration;
import java.time.Instant;

/** Three rules over the card transactions of a topic, as a program of Kafka Streams has them: each line has its counterpart there, which the README shows. */
final class FraudStreams {

    private FraudStreams() {}

    record Transaction(String id, String user, double amount, String country, Instant time) {}

    record Alert(String rule, String user, String finding) {}

    static Pipeline pipeline(String servers, String transactions, String alerts) {
        Pipeline pipeline = Pipeline.create("fraud");
        EventStream<Transaction> stream = pipeline.source(
                        "transactions", Kafka.source(servers, transactions).values(Json.of(Transaction.class)))
                .timestamps(
                        Timestamps.instants(Transaction::time),
                        Watermarks.boundedOutOfOrderness(Duration.ofMinutes(1)).idleAfter(Duration.ofMinutes(1)));
        KeyedStream<String, Transaction> byUser = stream.keyBy(Transaction::user, String.class);

        EventStream<Alert> highValue = stream.filter(transaction -> transaction.amount() > 1000)
                .map(transaction -> new Alert("HIGH_VALUE", transaction.user(), "amount " + transaction.amount()));

        EventStream<Alert> velocity = byUser.window(Windows.tumbling(Duration.ofMinutes(5)))
                .aggregate("velocity", Aggregates.count(), Emit.whenFirst(count -> count > 3))
                .map(window -> new Alert("HIGH_VELOCITY", window.key(), window.value() + " in 5 minutes"));

        EventStream<Alert> countries = byUser.window(Windows.session(Duration.ofHours(1)))
                .aggregate(
                        "countries", Aggregates.distinct(Transaction::country), Emit.whenFirst(seen -> seen.size() > 1))
                .map(session -> new Alert(
                        "MULTIPLE_COUNTRIES",
                        session.key(),
                        String.join(", ", session.value().stream().sorted().toList())));

        highValue
                .merge(velocity)
                .merge(countries)
                .to("alerts", Kafka.sink(servers, alerts, Json.of(Alert.class)).key(Alert::user, Format.strings()));
        return pipeline;
    }
}
