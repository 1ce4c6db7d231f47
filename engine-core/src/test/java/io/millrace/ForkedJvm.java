package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.serde.Serde;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.Agent;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;

/**
 * A main class of the tests, run in a JVM of its own.
 *
 * @param exitValue what the JVM ended with
 * @param output what it wrote
 */
record ForkedJvm(int exitValue, String output) {

    private static final List<Class<?>> NEEDED = List.of(
            Engine.class,
            Serde.class,
            Agent.class,
            MessagePassingQueue.class,
            SpscVarHandleArrayQueue.class,
            Histogram.class);

    /** Not started yet. */
    static ProcessBuilder command(List<String> flags, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath(main), main.getName()));
        command.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(command);
    }

    static ForkedJvm run(Path directory, List<String> flags, Class<?> main, String... arguments) throws Exception {
        Path output = Files.createTempFile(directory, "output", ".txt");
        Process process = command(flags, main, arguments)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("it ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new ForkedJvm(process.exitValue(), Files.readString(output));
    }

    private static String classPath(Class<?> main) {
        return Stream.concat(Stream.of(main), NEEDED.stream())
                .map(type ->
                        type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }
}
