package io.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.snapshot.Snapshots;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the example against a broker that it starts, and prints what the rules find. */
class FraudStreamsTest {

    static final String[] TRANSACTIONS = {
        transaction("T1", "U1", 50, "US", "10:00"),
        transaction("T2", "U1", 30, "US", "10:01"),
        transaction("T3", "U1", 40, "US", "10:02"),
        transaction("T4", "U1", 20, "UK", "10:03"),
        transaction("T5", "U2", 1500, "US", "10:04")
    };

    static final String[] ALERTS = {
        "{\"rule\":\"HIGH_VALUE\",\"user\":\"U2\",\"finding\":\"amount 1500.0\"}",
        "{\"rule\":\"HIGH_VELOCITY\",\"user\":\"U1\",\"finding\":\"4 in 5 minutes\"}",
        "{\"rule\":\"MULTIPLE_COUNTRIES\",\"user\":\"U1\",\"finding\":\"UK, US\"}"
    };

    @Test
    void shouldRaiseAnAlertForEachRule(@TempDir Path directory) throws Exception {
        Broker broker = Broker.shared();
        String transactions = broker.topic("transactions", 1);
        String alerts = broker.topic("fraud-alerts", 1);
        broker.write(transactions, 0, TRANSACTIONS);
        JobOptions options =
                JobOptions.defaults().withSnapshots(Snapshots.in(directory).every(Duration.ofMillis(100)));
        try (Engine engine = Engine.create();
                Job job = engine.start(FraudStreams.pipeline(broker.servers(), transactions, alerts), options)) {
            while (broker.count(alerts) < ALERTS.length) {
                assertThat(job.failure()).isEmpty();
            }
        }
        broker.read(alerts).forEach(System.out::println);
        assertThat(broker.read(alerts)).containsExactlyInAnyOrder(ALERTS);
    }

    private static String transaction(String id, String user, int amount, String country, String time) {
        return "{\"id\":\"" + id + "\",\"user\":\"" + user + "\",\"amount\":" + amount + ",\"country\":\"" + country
                + "\",\"time\":\"2024-01-15T" + time + ":00Z\"}";
    }
}
