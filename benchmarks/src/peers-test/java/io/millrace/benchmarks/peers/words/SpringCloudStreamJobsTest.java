package io.millrace.benchmarks.peers.words;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.peers.words.SpringCloudStreamJobs.Alert;
import io.millrace.benchmarks.peers.words.SpringCloudStreamJobs.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.junit.jupiter.api.Test;

/** The function over the five transactions of the README: it raises the alerts that Millrace does. */
class SpringCloudStreamJobsTest {

    private static final Serde<Transaction> TRANSACTION = serde(
            each -> String.join(" ", each.id(), each.user(), String.valueOf(each.amount()), each.country()), text -> {
                String[] parts = text.split(" ", -1);
                return new Transaction(parts[0], parts[1], Double.parseDouble(parts[2]), parts[3]);
            });
    private static final Serde<Set<String>> COUNTRIES =
            serde(each -> String.join(" ", each), text -> new TreeSet<>(List.of(text.split(" ", -1))));
    private static final Serde<Alert> ALERT =
            serde(each -> String.join(":", each.rule(), each.user(), each.finding()), text -> {
                String[] parts = text.split(":", -1);
                return new Alert(parts[0], parts[1], parts[2]);
            });

    private static final Instant TEN = Instant.parse("2024-01-15T10:00:00Z");

    @Test
    void shouldRaiseThreeAlerts() {
        StreamsBuilder builder = new StreamsBuilder();
        new SpringCloudStreamJobs.FraudFunction()
                .fraud(TRANSACTION, COUNTRIES)
                .apply(builder.stream("transactions", Consumed.with(Serdes.String(), TRANSACTION)))
                .to("alerts", Produced.with(Serdes.String(), ALERT));
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "fraud");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        try (TopologyTestDriver driver = new TopologyTestDriver(builder.build(), settings)) {
            TestInputTopic<String, Transaction> transactions =
                    driver.createInputTopic("transactions", Serdes.String().serializer(), TRANSACTION.serializer());
            TestOutputTopic<String, Alert> alerts =
                    driver.createOutputTopic("alerts", Serdes.String().deserializer(), ALERT.deserializer());
            transactions.pipeInput("", new Transaction("T1", "U1", 50, "US"), TEN);
            transactions.pipeInput("", new Transaction("T2", "U1", 30, "US"), TEN.plusSeconds(60));
            transactions.pipeInput("", new Transaction("T3", "U1", 40, "US"), TEN.plusSeconds(120));
            transactions.pipeInput("", new Transaction("T4", "U1", 20, "UK"), TEN.plusSeconds(180));
            transactions.pipeInput("", new Transaction("T5", "U2", 1500, "US"), TEN.plusSeconds(240));
            assertThat(alerts.readValuesToList())
                    .containsExactlyInAnyOrder(
                            new Alert("HIGH_VELOCITY", "U1", "4 in 5 minutes"),
                            new Alert("MULTIPLE_COUNTRIES", "U1", "UK, US"),
                            new Alert("HIGH_VALUE", "U2", "amount 1500.0"));
        }
    }

    private static <T> Serde<T> serde(Function<T, String> write, Function<String, T> read) {
        return Serdes.serdeFrom(
                (topic, value) -> value == null ? null : write.apply(value).getBytes(StandardCharsets.UTF_8),
                (topic, bytes) -> bytes == null ? null : read.apply(new String(bytes, StandardCharsets.UTF_8)));
    }
}
