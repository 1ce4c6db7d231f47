package io.millrace.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Engine;
import io.millrace.JobOptions;
import io.millrace.source.Sources;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A JobManager and two TaskManagers in processes of their own, of which one is killed. {@code -Dmillrace.flink.transactions=N} says how many transactions are
 * looked at.
 */
class ProcessesTest {

    private static final System.Logger LOG = System.getLogger(ProcessesTest.class.getName());
    private static final long TRANSACTIONS = Long.getLong("millrace.flink.transactions", 30_000);
    private static final int A_SECOND = 6_000;
    private static final Pattern RESTORED = Pattern.compile("\"restored\":(\\d+)");

    @TempDir
    private Path directory;

    private final List<Process> processes = new ArrayList<>();
    private int rest;

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void shouldTellTheSameAlertsWhenATaskManagerIsKilled() throws Exception {
        Path here = directory.resolve("here");
        try (Engine engine = Engine.withWorkers(2)) {
            engine.start(
                            FraudProgram.pipeline(Sources.generate(id -> id).count(TRANSACTIONS), here),
                            JobOptions.parallelism(2))
                    .join();
        }
        configure();
        start("org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint");
        Process first = taskManager();
        taskManager();
        Path there = directory.resolve("there");
        JobClient job = FlinkRunner.on(environment())
                .executeAsync(FraudProgram.pipeline(
                        Sources.generate(id -> id).count(TRANSACTIONS).rate(A_SECOND), there));
        while (Files.notExists(there) || Files.size(there) == 0) {
            assertThat(processes.get(0).waitFor(20, TimeUnit.MILLISECONDS))
                    .as(log())
                    .isFalse();
        }
        first.destroyForcibly().waitFor();
        taskManager();
        job.getJobExecutionResult().get();
        int restored = restored(job);
        assertThat(restored).isPositive();
        assertThat(sorted(there)).isNotEmpty().isEqualTo(sorted(here));
        LOG.log(
                System.Logger.Level.INFO,
                "{0} alerts, those of the engine, though a TaskManager was killed; restored {1} time(s)",
                sorted(there).size(),
                restored);
    }

    private void configure() throws IOException {
        rest = freePort();
        Path conf = Files.createDirectory(directory.resolve("conf"));
        Files.writeString(conf.resolve("config.yaml"), """
                jobmanager.rpc.address: localhost
                jobmanager.rpc.port: %d
                jobmanager.bind-host: localhost
                rest.address: localhost
                rest.bind-address: localhost
                rest.port: %d
                taskmanager.host: localhost
                taskmanager.bind-host: localhost
                taskmanager.numberOfTaskSlots: 2
                taskmanager.cpu.cores: 1.0
                taskmanager.memory.task.heap.size: 256m
                taskmanager.memory.task.off-heap.size: 0m
                taskmanager.memory.framework.heap.size: 64m
                taskmanager.memory.framework.off-heap.size: 64m
                taskmanager.memory.managed.size: 32m
                taskmanager.memory.network.min: 32m
                taskmanager.memory.network.max: 32m
                taskmanager.memory.jvm-metaspace.size: 128m
                taskmanager.memory.jvm-overhead.min: 64m
                taskmanager.memory.jvm-overhead.max: 64m
                taskmanager.load-balance.mode: SLOTS
                heartbeat.interval: 500
                heartbeat.timeout: 8000
                """.formatted(freePort(), rest));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private Process taskManager() throws IOException {
        return start("org.apache.flink.runtime.taskexecutor.TaskManagerRunner");
    }

    private Process start(String main) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx384m",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                        "-cp",
                        classPath(),
                        main,
                        "--configDir",
                        directory.resolve("conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log-" + processes.size()).toFile())
                .start();
        processes.add(process);
        return process;
    }

    /** A class loader of the console's own has the class path, if it is given one. */
    private static String classPath() {
        return ProcessesTest.class.getClassLoader() instanceof URLClassLoader loader
                ? Arrays.stream(loader.getURLs())
                        .map(url -> Path.of(URI.create(url.toString())).toString())
                        .collect(Collectors.joining(File.pathSeparator))
                : System.getProperty("java.class.path");
    }

    private StreamExecutionEnvironment environment() {
        return StreamExecutionEnvironment.createRemoteEnvironment(
                "localhost", rest, LocalFlink.surviving(2, directory.resolve("checkpoints")));
    }

    private int restored(JobClient job) throws IOException {
        URI counts = URI.create("http://localhost:" + rest + "/jobs/" + job.getJobID() + "/checkpoints");
        try (InputStream in = counts.toURL().openStream()) {
            Matcher restored = RESTORED.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            assertThat(restored.find()).isTrue();
            return Integer.parseInt(restored.group(1));
        }
    }

    private String log() throws IOException {
        return Files.readString(directory.resolve("log-0"));
    }

    private static List<String> sorted(Path file) throws IOException {
        return Files.readAllLines(file).stream().sorted().toList();
    }
}
