package io.millrace.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.examples.docs.Upgrading.Payment;
import io.millrace.snapshot.Snapshot;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.GeneratorSource;
import io.millrace.source.Sources;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the guide to upgrades shows happens. */
class UpgradingTest {

    @TempDir
    private Path directory;

    private static GeneratorSource<Payment> payments() {
        return Sources.generate(number -> new Payment("customer-" + number % 3, 10, Instant.ofEpochSecond(number)))
                .count(1_000_000_000);
    }

    @Test
    void shouldGoOnWithTheNextVersionOfTheProgram() throws Exception {
        Snapshots snapshots = Snapshots.in(directory).onDemand();
        try (Engine engine = Engine.create()) {
            try (Job job = engine.start(
                    Upgrading.Before.pipeline(payments()), JobOptions.defaults().withSnapshots(snapshots))) {
                job.snapshot("before-upgrade");
                job.cancel();
            }
            long before = total(Upgrading.look(directory));
            JobOptions back = JobOptions.defaults().withSnapshots(snapshots.from("before-upgrade"));
            try (Job job = engine.start(Upgrading.After.pipeline(payments()), back)) {
                assertThat(job.snapshot("after").name()).contains("after");
                job.cancel();
            }
            assertThat(before).isLessThanOrEqualTo(after());
            assertThat(Snapshot.open(directory, "after").positions("payments")).containsExactly(after() / 10);
        }
        assertThat(Upgrading.letGo(directory)).isNotNull();
        assertThat(Upgrading.goBack(directory)).isNotNull();
    }

    private static long total(Map<String, Upgrading.Before.Account> accounts) {
        return accounts.values().stream()
                .mapToLong(Upgrading.Before.Account::cents)
                .sum();
    }

    private long after() throws Exception {
        return Snapshot.open(directory, "after")
                .values("accounts", "account", String.class, Upgrading.After.Account.class)
                .values()
                .stream()
                .mapToLong(Upgrading.After.Account::cents)
                .sum();
    }
}
