package io.millrace.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Engine;
import io.millrace.JobOptions;
import io.millrace.source.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.api.common.JobID;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The pipeline against fraud on a JobManager and two TaskManagers, of which one is killed: {@code mvn -q -Dcluster -pl extensions/millrace-flink -am test} shows it.
 * {@code -Dmillrace.flink.transactions=N} says how many transactions are looked at. Without it {@link ClusterStoryTest} alone looks at processes.
 */
@EnabledIfSystemProperty(named = ClusterTest.COUNT, matches = "\\d+")
class ClusterTest {

    static final String COUNT = "millrace.flink.transactions";

    private static final long TRANSACTIONS = Long.getLong(COUNT, 0);
    private static final int A_SECOND = 6_000;

    private final Path directory = Path.of("target", "cluster").toAbsolutePath();
    private final Narrator narrator = new Narrator();

    @Test
    void shouldTellTheSameAlertsWhenATaskManagerIsKilled() throws Exception {
        try (Cluster cluster = Cluster.start(directory, 2)) {
            narrator.tell("starting a JobManager and two TaskManagers of Flink; what they log is in %s", directory);
            List<String> here = embedded();
            narrator.tell("embedded, in this JVM: %d alerts in %d transactions", here.size(), TRANSACTIONS);
            cluster.awaitJobManager();
            narrator.tell("JobManager up: %s", cluster.rest().base());
            cluster.awaitTaskManagers();
            narrator.tell("two TaskManagers up: %s", cluster.rest().taskManagers());
            Path there = directory.resolve("alerts");
            JobClient job = FlinkRunner.on(
                            cluster.environment(LocalFlink.surviving(2, directory.resolve("checkpoints"))))
                    .executeAsync(FraudProgram.pipeline(
                            Sources.generate(id -> id).count(TRANSACTIONS).rate(A_SECOND), there));
            loseTaskManager(cluster, job.getJobID(), there);
            job.getJobExecutionResult().get();
            assertThat(sorted(there)).isNotEmpty().isEqualTo(here);
            narrator.tell("finished: %d alerts, equal to the embedded run's", here.size());
        }
    }

    private List<String> embedded() throws IOException {
        Path alerts = directory.resolve("alerts-embedded");
        try (Engine engine = Engine.withWorkers(2)) {
            engine.start(
                            FraudProgram.pipeline(Sources.generate(id -> id).count(TRANSACTIONS), alerts),
                            JobOptions.parallelism(2))
                    .join();
        }
        return sorted(alerts);
    }

    private void loseTaskManager(Cluster cluster, JobID job, Path alerts) throws Exception {
        cluster.awaitRunning(job);
        assertThat(cluster.managers(job)).isEqualTo(cluster.rest().taskManagers());
        narrator.tell("job running, with tasks on both");
        cluster.await("there are alerts", () -> Files.exists(alerts) && Files.size(alerts) > 0);
        String victim = cluster.writing(job, "alerts");
        narrator.tell(
                "checkpoint %d complete, %d alerts committed; killing %s, which has the sink and half of the state, with SIGKILL",
                cluster.rest().completed(job), sorted(alerts).size(), victim);
        cluster.kill(victim);
        narrator.tell("killed; %s starts in its place", cluster.startTaskManager());
        cluster.await("the job has been restored", () -> cluster.rest().restored(job) > 0);
        cluster.awaitRunning(job);
        narrator.tell(
                "job running again, restored at checkpoint %d", cluster.rest().restoredAt(job));
    }

    private static List<String> sorted(Path file) throws IOException {
        return Files.readAllLines(file).stream().sorted().toList();
    }
}
