package io.millrace.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs JMH with the arguments given to it. */
public final class Main {
    private static final int FIRST_RELEASE_THAT_WARNS = 24;

    private Main() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (Runtime.version().feature() < FIRST_RELEASE_THAT_WARNS) {
            org.openjdk.jmh.Main.main(args);
        } else {
            System.exit(runInNewJvm(args));
        }
    }

    /** JMH itself uses Unsafe; only a flag keeps the JDK from warning of it, and JMH hands the flag on to its forks. */
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
