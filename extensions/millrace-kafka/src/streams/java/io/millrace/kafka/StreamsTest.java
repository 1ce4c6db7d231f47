package io.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.servers.TestJvm;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What stands beside Kafka Streams, which this profile alone has. */
class StreamsTest {

    @Test
    void shouldRaiseTheAlertsOfTheProgramThatIsPorted() throws Exception {
        Broker broker = Broker.shared();
        String transactions = broker.topic("streams-transactions", 1);
        String alerts = broker.topic("streams-alerts", 1);
        broker.write(transactions, 0, FraudStreamsTest.TRANSACTIONS);
        try (KafkaStreams streams = new KafkaStreams(
                FraudOnStreams.topology(transactions, alerts),
                StreamsSpeed.settings(broker.servers(), alerts, Duration.ofMillis(100)))) {
            streams.start();
            while (broker.count(alerts) < FraudStreamsTest.ALERTS.length) {
                assertThat(streams.state()).isNotEqualTo(KafkaStreams.State.ERROR);
            }
        }
        assertThat(broker.read(alerts)).containsExactlyInAnyOrder(FraudStreamsTest.ALERTS);
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void shouldCopyTopicsBesideKafkaStreams() throws Exception {
        Process measuring = TestJvm.command(
                        List.of("-Xmx2g"),
                        StreamsSpeed.class.getName(),
                        System.getProperty("records", "2000000"),
                        System.getProperty("rounds", "3"))
                .start();
        try (var lines = measuring.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().forEach(System.out::println);
        }
        assertThat(measuring.waitFor()).isZero();
    }
}
