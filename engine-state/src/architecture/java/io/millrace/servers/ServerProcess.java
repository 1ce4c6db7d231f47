package io.millrace.servers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A server from a package of the system, which a test starts, kills, and starts again on the same port. */
public final class ServerProcess implements AutoCloseable {

    private static final int LOOKS = 3_000;

    private final List<String> command;
    private final Map<String, String> environment;
    private final int port;
    private final Path log;
    private Process process;

    /**
     * One that is not started yet.
     *
     * @param command the program, as {@link #program} has found it, and its arguments
     * @param environment variables besides those of this process
     * @param port where it listens on this machine
     * @param directory where its output goes
     */
    public ServerProcess(List<String> command, Map<String, String> environment, int port, Path directory) {
        this.command = command;
        this.environment = environment;
        this.port = port;
        log = directory.resolve("server.log");
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /**
     * Looks for a program. Without it the test that asks is skipped, and says so; where all have to run, as the system property {@code millrace.servers} says, it fails.
     *
     * @param name of the program
     * @param debianPackage which one has it
     * @return the program
     */
    public static Path program(String name, String debianPackage) {
        Optional<Path> found = Stream.concat(
                        Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin", "/usr/bin"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty()) {
            String what = "there is no " + name + " here: apt-get install " + debianPackage;
            if (Boolean.getBoolean("millrace.servers") || System.getenv("CI") != null) {
                throw new IllegalStateException(what);
            }
            System.err.println("A test is skipped: " + what);
            Assumptions.abort(what);
        }
        return found.orElseThrow();
    }

    /**
     * A port that is free.
     *
     * @return the port
     */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it where it is down; returns when its port is open. */
    public void start() {
        try {
            if (process == null || !process.isAlive()) {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
                builder.environment().putAll(environment);
                process = builder.start();
            }
            awaitPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void awaitPort() throws IOException, InterruptedException {
        for (int left = LOOKS; left > 0; left--) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (socket.isConnected()) {
                    return;
                }
            } catch (IOException e) {
                if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        }
        throw new IllegalStateException(command + " does not listen on " + port + ": " + Files.readString(log));
    }

    /** Kills it as a power failure would. */
    public void kill() {
        if (process != null) {
            List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                    .toList();
            all.forEach(ProcessHandle::destroyForcibly);
            all.forEach(each -> each.onExit().join());
        }
    }

    /** Has it not go on, with connections open, until it is killed. */
    public void freeze() {
        try {
            int unused = new ProcessBuilder("kill", "-STOP", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
