package io.millrace.spring.boot.fraud;

import io.millrace.EventStream;
import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.sink.Sink;
import io.millrace.source.Source;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.Emit;
import io.millrace.window.Windows;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The rules. */
// tag::pipeline
@Configuration
class FraudPipeline {

    @Bean
    Pipeline fraud(Source<Transaction> transactions, Sink<? super Alert> alerts) {
        Pipeline pipeline = Pipeline.create("fraud");
        EventStream<Transaction> stream = pipeline.source("transactions", transactions)
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
                .keyBy(Alert::user, String.class)
                .view("latest", alert -> alert, Alert.class)
                .to("alerts", alerts);
        return pipeline;
    }
}
// end::pipeline
