package io.millrace.systems.common;

import io.millrace.Engine;
import io.millrace.dashboard.Dashboard;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that all programs have. */
public final class ServerOptions {

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Where it listens; 0 is a port that is free; default: ${DEFAULT-VALUE}")
    private int port = 8080;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Keep what it knows in a directory, and go on from there when started again; default: one that goes with the program")
    private Path data;

    @Option(names = "--dashboard", description = "Show its job in the browser, too")
    private boolean dashboard;

    /**
     * Where it listens.
     *
     * @return the port, 0 for one that is free
     */
    public int port() {
        return port;
    }

    /**
     * Where it keeps what it knows.
     *
     * @return the directory, if it is to keep it at all
     */
    public Optional<Path> data() {
        return Optional.ofNullable(data);
    }

    /**
     * Shows a job in the browser, too, until the program ends, if that was asked for.
     *
     * @param engine that has it
     * @param out what is told where
     */
    public void show(Engine engine, PrintStream out) {
        if (dashboard) {
            out.println("its job is shown at " + Dashboard.serve(engine).url());
        }
    }

    /**
     * Refuses what an option was given.
     *
     * @param command whose option it is
     * @param condition what has to be
     * @param fault what is wrong, and what it was given
     */
    public static void check(CommandSpec command, boolean condition, String fault) {
        if (!condition) {
            throw new ParameterException(command.commandLine(), fault);
        }
    }
}
