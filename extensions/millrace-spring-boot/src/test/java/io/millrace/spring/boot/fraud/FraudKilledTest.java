package io.millrace.spring.boot.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.servers.TestJvm;
import io.millrace.spring.boot.Awaiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The application of the guide in a process of its own. */
class FraudKilledTest {

    private static final Instant TEN = Instant.parse("2024-01-15T10:00:00Z");
    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");
    private static final int SIGTERM = 143;

    @TempDir
    private Path directory;

    private Process process;

    @Test
    void shouldGoOnFromItsSnapshotWhenItWasKilledAndStopInOrder() throws Exception {
        List<Transaction> transactions = transactions();
        try {
            FraudClient first = start("first.log");
            postAll(first, transactions.subList(0, 40));
            first.await("/actuator/millrace/fraud", job -> hasSnapshotOf(job, 1));
            postAll(first, transactions.subList(40, 60));
            process.destroyForcibly().waitFor();

            FraudClient second = start("second.log");
            JsonNode job = second.json("/actuator/millrace/fraud");
            assertThat(job.at("/snapshots/restoredFrom/id").asLong()).isPositive();
            postAll(second, transactions.subList(60, 100));
            Awaiting.until(() -> alertsFound().size() >= alerts(transactions).size());
            process.destroy();
            assertThat(process.waitFor()).as(text("second.log")).isEqualTo(SIGTERM);
        } finally {
            process.destroyForcibly();
        }
        assertThat(text("second.log"))
                .contains("job 'fraud' runs: ", "goes on from snapshot ")
                .contains("pipeline 'fraud' has stopped: FINISHED, with snapshot ");
        assertThat(alertsFound()).containsExactlyInAnyOrderElementsOf(alerts(transactions));
    }

    private static boolean hasSnapshotOf(JsonNode job, long least) {
        return job.at("/snapshots/completed").asLong() >= least;
    }

    private List<String> alertsFound() {
        return text("alerts.txt").lines().toList();
    }

    private static void postAll(FraudClient client, List<Transaction> transactions) {
        transactions.forEach(each -> assertThat(client.post(each)).isEqualTo(202));
    }

    private FraudClient start(String log) throws Exception {
        List<String> options = new ArrayList<>(TestJvm.SMALL);
        options.add("-Dmillrace.log=INFO");
        process = TestJvm.command(
                        options,
                        FraudApplication.class.getName(),
                        "--server.port=0",
                        "--fraud.directory=" + directory,
                        "--millrace.snapshots.interval=50ms")
                .redirectOutput(directory.resolve(log).toFile())
                .start();
        while (true) {
            assertThat(process.waitFor(5, TimeUnit.MILLISECONDS)).as(text(log)).isFalse();
            Matcher port = PORT.matcher(text(log));
            if (port.find()) {
                return new FraudClient(Integer.parseInt(port.group(1)));
            }
        }
    }

    private String text(String file) {
        try {
            return Files.readString(directory.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Transaction> transactions() {
        SplittableRandom random = new SplittableRandom(15);
        List<Transaction> transactions = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            transactions.add(new Transaction(
                    "T" + i,
                    "U" + random.nextInt(5),
                    random.nextInt(1, 1_200),
                    List.of("US", "UK", "FR").get(random.nextInt(3)),
                    TEN.plusSeconds(10L * i)));
        }
        return transactions;
    }

    /** The same rules by hand, over transactions that come in order and within an hour. */
    private static List<String> alerts(List<Transaction> transactions) {
        List<String> alerts = new ArrayList<>();
        Map<String, Integer> counts = new HashMap<>();
        Map<String, TreeSet<String>> countries = new HashMap<>();
        for (Transaction each : transactions) {
            if (each.amount() > 1000) {
                alerts.add(new Alert("HIGH_VALUE", each.user(), "amount " + each.amount()).toString());
            }
            String window = each.user() + " " + each.time().getEpochSecond() / 300;
            if (counts.merge(window, 1, Integer::sum) == 4) {
                alerts.add(new Alert("HIGH_VELOCITY", each.user(), "4 in 5 minutes").toString());
            }
            TreeSet<String> seen = countries.computeIfAbsent(each.user(), user -> new TreeSet<>());
            if (seen.add(each.country()) && seen.size() == 2) {
                alerts.add(new Alert("MULTIPLE_COUNTRIES", each.user(), String.join(", ", seen)).toString());
            }
        }
        return alerts;
    }
}
