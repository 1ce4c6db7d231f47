package io.millrace.browser;

import io.millrace.servers.ServerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Debian's Chromium, driven by the DevTools protocol. */
public final class Chromium implements AutoCloseable {

    static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String LISTENING = "DevTools listening on ";

    private final Process process;
    private final Path profile;
    private final AtomicInteger commands = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final Map<String, Consumer<JsonNode>> sessions = new ConcurrentHashMap<>();
    private final WebSocket socket;
    private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);

    private Chromium(Process process, Path profile, String address) {
        this.process = process;
        this.profile = profile;
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(address), new Listener())
                .join();
    }

    /** Starts one with a profile of its own; where there is none, the test that asks is skipped, or fails on CI. */
    public static Chromium start(Path profile) throws IOException {
        Path program = ServerProcess.program("chromium", "chromium");
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-extensions",
                        "--no-first-run",
                        "--disable-background-timer-throttling",
                        "--disable-backgrounding-occluded-windows",
                        "--disable-renderer-backgrounding",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        BufferedReader errors = process.errorReader();
        StringBuilder said = new StringBuilder();
        for (String line = errors.readLine(); line != null; line = errors.readLine()) {
            said.append(line).append('\n');
            if (line.startsWith(LISTENING)) {
                Thread reader = new Thread(() -> errors.lines().forEach(unused -> {}));
                reader.setDaemon(true);
                reader.start();
                return new Chromium(process, profile, line.substring(LISTENING.length()));
            }
        }
        throw new IllegalStateException("Chromium has not started: " + said);
    }

    /** A new tab that shares nothing with the others. */
    public Tab tab() {
        return tabs(1).get(0);
    }

    /** New tabs that share what the tabs of a browser do, each in a window of its own. */
    public List<Tab> tabs(int count) {
        String context = command("", "Target.createBrowserContext", Map.of())
                .get("browserContextId")
                .stringValue();
        return IntStream.range(0, count).mapToObj(number -> tab(context)).toList();
    }

    private Tab tab(String context) {
        String target = command(
                        "",
                        "Target.createTarget",
                        Map.of("url", "about:blank", "browserContextId", context, "newWindow", true))
                .get("targetId")
                .stringValue();
        String session = command("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .get("sessionId")
                .stringValue();
        return new Tab(this, session);
    }

    void listen(String session, Consumer<JsonNode> events) {
        sessions.put(session, events);
    }

    JsonNode command(String session, String method, Map<String, ?> parameters) {
        int id = commands.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JSON.valueToTree(parameters));
        if (!session.isEmpty()) {
            message.put("sessionId", session);
        }
        send(message.toString());
        return answer.join();
    }

    private synchronized void send(String text) {
        sent = sent.thenCompose(unused -> socket.sendText(text, true));
    }

    private void received(JsonNode message) {
        if (!message.has("id")) {
            sessions.getOrDefault(message.path("sessionId").asString(""), unused -> {})
                    .accept(message);
            return;
        }
        CompletableFuture<JsonNode> answer = answers.remove(message.get("id").intValue());
        if (message.has("error")) {
            answer.completeExceptionally(
                    new IllegalStateException(message.get("error").toString()));
        } else {
            answer.complete(message.get("result"));
        }
    }

    @Override
    public void close() {
        socket.abort();
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
        deleteLinks();
    }

    /** To places outside of the profile, at which whoever deletes it would take offence. */
    private void deleteLinks() {
        try (Stream<Path> files = Files.list(profile)) {
            for (Path link : files.filter(Files::isSymbolicLink).toList()) {
                Files.delete(link);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Listener implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                JsonNode message = JSON.readTree(text.toString());
                text.setLength(0);
                received(message);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            fail(new IllegalStateException("Chromium has closed the connection: " + reason));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            fail(error);
        }

        private void fail(Throwable error) {
            answers.values().forEach(answer -> answer.completeExceptionally(error));
        }
    }
}
