package io.millrace.benchmarks.peers.words;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KGroupedStream;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.SessionWindows;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The job of the page for those who come from Spring Cloud Stream: a function, which that binds to topics. */
final class SpringCloudStreamJobs {

    private SpringCloudStreamJobs() {}

    record Transaction(String id, String user, double amount, String country) {}

    record Alert(String rule, String user, String finding) {}

    // tag::fraud
    @Configuration
    static class FraudFunction {

        @Bean
        Function<KStream<String, Transaction>, KStream<String, Alert>> fraud(
                Serde<Transaction> transaction, Serde<Set<String>> countries) {
            return transactions -> {
                KGroupedStream<String, Transaction> byUser =
                        transactions.groupBy((key, each) -> each.user(), Grouped.with(Serdes.String(), transaction));

                KStream<String, Alert> highValue = transactions
                        .filter((key, each) -> each.amount() > 1_000)
                        .map((key, each) -> alert("HIGH_VALUE", each.user(), "amount " + each.amount()));

                KStream<String, Alert> velocity = byUser.windowedBy(
                                TimeWindows.ofSizeAndGrace(Duration.ofMinutes(5), Duration.ofMinutes(1)))
                        .count()
                        .toStream()
                        .filter((window, count) -> count == 4)
                        .map((window, count) -> alert("HIGH_VELOCITY", window.key(), count + " in 5 minutes"));

                KStream<String, Alert> several = byUser.windowedBy(
                                SessionWindows.ofInactivityGapAndGrace(Duration.ofHours(1), Duration.ofMinutes(1)))
                        .aggregate(
                                TreeSet::new,
                                (user, each, seen) -> with(seen, Set.of(each.country())),
                                (user, one, other) -> with(one, other),
                                Materialized.with(Serdes.String(), countries))
                        .toStream()
                        .filter((session, seen) -> seen != null && seen.size() == 2)
                        .map((session, seen) -> alert("MULTIPLE_COUNTRIES", session.key(), String.join(", ", seen)));

                return highValue.merge(velocity).merge(several);
            };
        }

        private static KeyValue<String, Alert> alert(String rule, String user, String finding) {
            return KeyValue.pair(user, new Alert(rule, user, finding));
        }

        private static Set<String> with(Set<String> seen, Set<String> more) {
            Set<String> all = new TreeSet<>(seen);
            all.addAll(more);
            return all;
        }
    }
    // end::fraud
}
