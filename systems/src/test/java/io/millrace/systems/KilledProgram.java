package io.millrace.systems;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.servers.TestJvm;
import io.millrace.systems.common.Client;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One of the programs as a process of its own, which is killed and started again on the same directory. */
public final class KilledProgram implements AutoCloseable {

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path directory;
    private final Pattern listening;
    private final List<String> arguments = new ArrayList<>();

    private Process process;
    private Path log;
    private int lives;
    private volatile URI server;

    /** What may not hold yet. */
    public interface Condition {
        boolean holds() throws Exception;
    }

    /**
     * One that is not started yet.
     *
     * @param directory for what it keeps and says
     * @param listening what it says when it can be asked; the group is where
     * @param arguments which system, and its options
     */
    public KilledProgram(Path directory, String listening, String... arguments) {
        this.directory = directory;
        this.listening = Pattern.compile(listening);
        this.arguments.addAll(List.of(arguments));
        this.arguments.addAll(List.of("--port", "0", "--data", data().toString()));
    }

    public Path data() {
        return directory.resolve("data");
    }

    public URI server() {
        return server;
    }

    /** Returns when it can be asked. */
    public void start() throws Exception {
        log = directory.resolve("log-" + lives++);
        process = TestJvm.command(TestJvm.SMALL, "io.millrace.systems.Systems", arguments.toArray(String[]::new))
                .redirectOutput(log.toFile())
                .start();
        await(() -> {
            Matcher said = listening.matcher(Files.readString(log));
            boolean found = said.find();
            server = found ? URI.create(said.group(1)) : server;
            return found;
        });
    }

    /** Waits while it runs. */
    public void await(Condition condition) throws Exception {
        while (!condition.holds()) {
            assertThat(process.waitFor(2, TimeUnit.MILLISECONDS))
                    .as(Files.readString(log))
                    .isFalse();
        }
    }

    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    public void stop() throws Exception {
        process.destroy();
        assertThat(process.waitFor())
                .as("stopped by SIGTERM: " + Files.readString(log))
                .isEqualTo(143);
    }

    /** Posts the same again until it is answered, as a client does that has heard nothing. */
    public String untilTaken(String path, Object body) throws InterruptedException {
        while (true) {
            HttpRequest request = HttpRequest.newBuilder(server.resolve(path))
                    .timeout(Duration.ofSeconds(20))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(Client.JSON.writeValueAsString(body)))
                    .build();
            try {
                HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() / 100 == 2) {
                    return response.body();
                }
                assertThat(response.statusCode()).as(response.body()).isGreaterThanOrEqualTo(500);
            } catch (IOException e) {
                LockSupport.parkNanos(1_000_000); // nobody listens
            }
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
