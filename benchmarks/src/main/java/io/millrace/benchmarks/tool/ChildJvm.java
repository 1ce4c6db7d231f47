package io.millrace.benchmarks.tool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * A fresh JVM of the same Java and class path that answers with one line. The line comes in a file, whose path is the
 * first argument of the child's main method: what systems print, to whichever stream, is only shown if the child fails.
 *
 * @param jvmArgs its flags
 * @param mainClass what it runs; calls {@link #answer}
 * @param arguments those after the first
 * @param limit how long it may take
 */
public record ChildJvm(List<String> jvmArgs, Class<?> mainClass, List<String> arguments, Duration limit) {

    private static final int FIRST_LINES = 20;
    private static final int LAST_LINES = 40;

    /**
     * What the child's main method calls: works, answers, and exits, as systems leave threads behind.
     *
     * @param arguments those of the main method
     * @param work makes the answer; what it throws is printed, and fails the child
     */
    public static void answer(String[] arguments, Callable<String> work) {
        int status = 1;
        try {
            Files.writeString(Path.of(arguments[0]), work.call());
            status = 0;
        } catch (Throwable e) {
            e.printStackTrace(System.err);
        }
        System.exit(status);
    }

    /**
     * Starts the child and waits for it; it is stopped if this JVM is.
     *
     * @return its answer
     * @throws IOException if it cannot be started
     * @throws InterruptedException if this thread is interrupted
     * @throws ToolException if the child fails or takes too long, with what it has printed
     */
    public String run() throws IOException, InterruptedException {
        Path answer = Files.createTempFile("benchmark", ".answer");
        Path printed = Files.createTempFile("benchmark", ".log");
        try {
            String failure = failureOf(command(answer), printed);
            String line = Files.readString(answer).strip();
            if (failure != null || line.isEmpty()) {
                throw new ToolException((failure == null ? "gave no answer" : failure) + shortened(printed));
            }
            return line;
        } finally {
            Files.delete(answer);
            Files.delete(printed);
        }
    }

    private List<String> command(Path answer) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmArgs);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(mainClass.getName());
        command.add(answer.toString());
        command.addAll(arguments);
        return command;
    }

    private String failureOf(List<String> command, Path printed) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        Thread stop = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return "did not end within " + limit.toSeconds() + " s";
            }
            return process.exitValue() == 0 ? null : "ended with status " + process.exitValue();
        } finally {
            process.destroyForcibly().waitFor();
            Runtime.getRuntime().removeShutdownHook(stop);
        }
    }

    /** The beginning and the end. Systems may print in any encoding, and be cut off in the middle of a character. */
    private static String shortened(Path printed) throws IOException {
        List<String> lines =
                Files.readString(printed, StandardCharsets.ISO_8859_1).lines().toList();
        if (lines.isEmpty()) {
            return ", and printed nothing";
        }
        List<String> shown = new ArrayList<>(lines);
        int left = lines.size() - FIRST_LINES - LAST_LINES;
        if (left > 0) {
            shown.subList(FIRST_LINES, FIRST_LINES + left).clear();
            shown.add(FIRST_LINES, "[" + left + " lines left out]");
        }
        return ", and printed:\n  " + String.join("\n  ", shown);
    }
}
