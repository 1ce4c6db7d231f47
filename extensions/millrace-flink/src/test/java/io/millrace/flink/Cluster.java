package io.millrace.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A JobManager and TaskManagers in processes of their own, which have Flink on their class path and nothing of Millrace. What they say is in files. */
final class Cluster implements AutoCloseable {

    private static final int LOOK_MILLIS = 20;
    private static final Pattern SUBMITTED = Pattern.compile("submitted with JobID ([0-9a-f]+)");
    private static final String JOB_MANAGER = "jobmanager";

    /** How a JVM is to run: soon, and on a machine that has other things to do. */
    private static final List<String> SMALL = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx384m");

    private final Path directory;
    private final List<String> jvm;
    private final Path jar;
    private final int port;
    private final Rest rest;
    private final Map<String, Process> processes = new TreeMap<>();
    private int taskManagers;
    private int started;

    private Cluster(Path directory, List<String> jvm, int port) throws IOException {
        this.directory = directory;
        this.jvm = jvm;
        this.port = port;
        rest = new Rest(port);
        jar = ProgramJar.write(directory.resolve("program.jar"), StoryProgram.class.getName());
    }

    /** Something that comes to be true. */
    interface Condition {
        boolean holds() throws Exception;
    }

    /** Starts the processes, and does not wait for them; what was in the directory before goes. */
    static Cluster start(Path directory, int taskManagers) throws IOException {
        return start(directory, SMALL, taskManagers);
    }

    /** The same with options of the JVM of one's own. */
    static Cluster start(Path directory, List<String> jvm, int taskManagers) throws IOException {
        clear(directory);
        Files.createDirectories(directory.resolve("tmp"));
        int port = freePort();
        configure(Files.createDirectory(directory.resolve("conf")), port);
        Cluster cluster = new Cluster(directory.toAbsolutePath(), jvm, port);
        cluster.startJobManager();
        for (int i = 0; i < taskManagers; i++) {
            cluster.startTaskManager();
        }
        return cluster;
    }

    private static void clear(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            }
        }
    }

    private static void configure(Path conf, int port) throws IOException {
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
                heartbeat.timeout: 30000
                pekko.ask.timeout: 1min
                """.formatted(freePort(), port));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    void startJobManager() throws IOException {
        start(JOB_MANAGER, "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint");
    }

    /** Returns its name, which is the id that Flink knows it by. */
    String startTaskManager() throws IOException {
        String name = "taskmanager-" + ++taskManagers;
        start(name, "org.apache.flink.runtime.taskexecutor.TaskManagerRunner", "-Dtaskmanager.resource-id=" + name);
        return name;
    }

    private void start(String name, String main, String... settings) throws IOException {
        List<String> command = java(main);
        command.addAll(List.of("--configDir", directory.resolve("conf").toString()));
        command.addAll(Arrays.asList(settings));
        processes.put(
                name,
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(directory
                                .resolve(++started + "-" + name + ".log")
                                .toFile())
                        .start());
    }

    /** A JVM that is open to Flink as the scripts of its distribution have it. */
    private List<String> java(String main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(List.of(
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=info",
                "-Dorg.slf4j.simpleLogger.logFile=System.out",
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                // Flink has its own setting of it, which has no effect: a busy machine takes longer than the 10 s that
                // it is otherwise.
                "-Dpekko.remote.classic.startup-timeout=120s",
                "-Djava.io.tmpdir=" + directory.resolve("tmp"),
                "-cp",
                ProgramJar.classPathOfCluster(),
                main));
        return command;
    }

    /** Submits the program of the jar as {@code flink run} does, which is a script around this class; returns the job. */
    JobID run(int parallelism, Configuration configuration, String... arguments) throws Exception {
        List<String> command = java("org.apache.flink.client.cli.CliFrontend");
        command.addAll(List.of("run", "--target", "remote", "--detached", "-p", Integer.toString(parallelism)));
        configuration.toMap().forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add(jar.toString());
        command.addAll(Arrays.asList(arguments));
        Path log = directory.resolve(++started + "-flink-run.log");
        ProcessBuilder run =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        run.environment().put("FLINK_CONF_DIR", directory.resolve("conf").toString());
        assertThat(run.start().waitFor()).as(() -> "flink run, see " + log).isZero();
        Matcher submitted = SUBMITTED.matcher(Files.readString(log));
        assertThat(submitted.find()).as(() -> "a job was submitted, see " + log).isTrue();
        return JobID.fromHexString(submitted.group(1));
    }

    void kill(String name) throws InterruptedException {
        processes.remove(name).destroyForcibly().waitFor();
    }

    void killJobManager() throws InterruptedException {
        kill(JOB_MANAGER);
    }

    /** What the processes have taken of the processors. */
    Duration processorTime() {
        return processes.values().stream()
                .map(process -> process.info().totalCpuDuration().orElseThrow())
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** The jar of all that the tests have and Flink has not. */
    Path jar() {
        return jar;
    }

    Rest rest() {
        return rest;
    }

    StreamExecutionEnvironment environment(Configuration configuration) {
        return StreamExecutionEnvironment.createRemoteEnvironment("localhost", port, configuration, jar.toString());
    }

    void awaitJobManager() throws Exception {
        await("the JobManager answers", () -> rest.get("/overview") != null);
    }

    void awaitTaskManagers() throws Exception {
        await(
                "all TaskManagers are known",
                () -> rest.taskManagers()
                        .containsAll(processes.keySet().stream()
                                .filter(name -> !JOB_MANAGER.equals(name))
                                .toList()));
    }

    void awaitRunning(JobID job) throws Exception {
        await("job " + job + " runs", () -> {
            assertThat(rest.state(job))
                    .as(() -> "job " + job + ", see " + directory)
                    .isNotEqualTo("FAILED");
            return !rest.places(job).isEmpty();
        });
    }

    /** Where tasks of a job run. */
    Set<String> managers(JobID job) throws Exception {
        Set<String> managers = new TreeSet<>();
        rest.places(job).values().forEach(managers::addAll);
        return managers;
    }

    /** The TaskManager that has a sink. */
    String writing(JobID job, String sink) throws Exception {
        return rest.places(job).entrySet().stream()
                .filter(place -> place.getKey().contains(sink))
                .flatMap(place -> place.getValue().stream())
                .findFirst()
                .orElseThrow();
    }

    /** Looks again and again, for as long as all processes live; a JobManager may not answer meanwhile. */
    void await(String what, Condition condition) throws Exception {
        while (!holds(condition)) {
            for (Map.Entry<String, Process> process : processes.entrySet()) {
                assertThat(process.getValue().isAlive())
                        .as(process.getKey() + " is alive, while it is waited until " + what + "; see " + directory)
                        .isTrue();
            }
            processes.values().iterator().next().waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private static boolean holds(Condition condition) throws Exception {
        try {
            return condition.holds();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        for (Process process : processes.values()) {
            process.destroyForcibly().onExit().join();
        }
        processes.clear();
    }
}
