package io.millrace.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Runs what its first argument names, {@code Compare} or {@code Latency}, say; or else JMH with all of its arguments. */
public final class Main {

    private static final int FIRST_RELEASE_THAT_WARNS = 24;

    private static final Map<String, Tool> TOOLS = Map.of(
            "Compare", Compare::main,
            "HostedSnapshotRun", HostedSnapshotRun::main,
            "JournalRun", JournalRun::main,
            "Latency", Latency::main,
            "SnapshotRun", SnapshotRun::main,
            "Startup", Startup::main);

    private Main() {}

    /** What has a command line of its own. */
    @FunctionalInterface
    private interface Tool {
        void run(String[] arguments) throws Exception;
    }

    public static void main(String[] args) throws Exception {
        Tool tool = args.length == 0 ? null : TOOLS.get(args[0]);
        if (tool != null) {
            tool.run(Arrays.copyOfRange(args, 1, args.length));
        } else if (Runtime.version().feature() < FIRST_RELEASE_THAT_WARNS) {
            org.openjdk.jmh.Main.main(args);
        } else {
            System.exit(runInNewJvm(args));
        }
    }

    private static int runInNewJvm(String[] args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(org.openjdk.jmh.Main.class.getName());
        command.addAll(List.of(args));
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
