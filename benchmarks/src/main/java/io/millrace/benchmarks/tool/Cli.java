package io.millrace.benchmarks.tool;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Runs a command such that its user sees one line for each mistake. */
public final class Cli {

    private Cli() {}

    /**
     * Runs a command.
     *
     * @param command annotated for picocli
     * @param arguments of the command line
     * @param out where its help goes
     * @param err where its errors go
     * @return the exit status: 0 done, 1 the run failed, 2 the command line is wrong
     */
    public static int execute(Callable<Integer> command, String[] arguments, PrintStream out, PrintStream err) {
        CommandLine commandLine = new CommandLine(command);
        commandLine.getCommandSpec().addOption(help());
        return commandLine
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((e, unused) -> {
                    err.println(e.getMessage() + " (--help tells more)");
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((e, unused, alsoUnused) -> {
                    report(e, err);
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .execute(arguments);
    }

    private static OptionSpec help() {
        return OptionSpec.builder("--help")
                .type(boolean.class)
                .arity("0")
                .usageHelp(true)
                .description("Show this")
                .build();
    }

    private static void report(Exception e, PrintStream err) {
        if (e instanceof ToolException || e instanceof IOException) {
            err.println(e instanceof IOException ? e.toString() : e.getMessage());
        } else {
            e.printStackTrace(err);
        }
    }

    /**
     * Refuses a command line.
     *
     * @param condition what must hold
     * @param spec of the command
     * @param fault what is wrong otherwise
     */
    public static void check(boolean condition, CommandSpec spec, String fault) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), fault);
        }
    }

    /**
     * Refuses a command line when a file cannot be where it says.
     *
     * @param spec of the command
     * @param option its name
     * @param file its value; null if it was not given
     */
    public static void checkDirectoryOf(CommandSpec spec, String option, Path file) {
        Path directory = file == null ? null : file.toAbsolutePath().getParent();
        check(
                directory == null || Files.isDirectory(directory),
                spec,
                option + " must be in a directory that is there, but is " + file);
    }

    /**
     * Makes of an option what it stands for.
     *
     * @param spec of the command
     * @param value makes it
     * @param <T> its type
     * @return what was made; what is an {@link IllegalArgumentException} otherwise refuses the command line
     */
    public static <T> T valid(CommandSpec spec, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /**
     * Takes the value of {@code --jvm-args} apart.
     *
     * @param text flags with blanks between them
     * @return the flags
     */
    public static List<String> words(String text) {
        return Stream.of(text.trim().split("\\s+", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
