package io.millrace.systems.console;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

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
     * Whether its job is shown.
     *
     * @return whether it is
     */
    public boolean dashboard() {
        return dashboard;
    }
}
