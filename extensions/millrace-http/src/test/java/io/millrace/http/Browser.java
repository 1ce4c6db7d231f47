package io.millrace.http;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What programs and browsers do, by the JDK's client. */
final class Browser {

    static final String JSON = "application/json";
    static final String LINES = "application/x-ndjson";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final URI server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Browser(HttpServer server) {
        this.server = server.uri();
    }

    HttpClient client() {
        return client;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).timeout(PATIENCE);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    HttpResponse<String> post(String path, String type, String body, String... headers) throws Exception {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    static JsonNode json(HttpResponse<String> response) {
        return Json.MAPPER.readTree(response.body());
    }

    /** A stream of events, of which each call reads the next one. */
    static final class Events implements AutoCloseable {

        private final Stream<String> stream;
        private final Iterator<String> lines;

        private Events(Stream<String> stream) {
            this.stream = stream;
            lines = stream.iterator();
        }

        /** The fields of the next event, such as {@code data: {"n":1}}; without comments. Empty at the end of the stream. */
        List<String> next() {
            List<String> fields = new ArrayList<>();
            while (lines.hasNext()) {
                String line = lines.next();
                if (!line.isEmpty() && !line.startsWith(":")) {
                    fields.add(line);
                } else if (line.isEmpty() && !fields.isEmpty()) {
                    return fields;
                }
            }
            return fields;
        }

        /** The data of the next one. */
        String data() {
            return next().stream()
                    .filter(field -> field.startsWith("data: "))
                    .map(field -> field.substring("data: ".length()))
                    .findFirst()
                    .orElse("the stream has ended");
        }

        /** The next line, whatever it is. */
        String line() {
            return lines.next();
        }

        @Override
        public void close() {
            stream.close();
        }
    }

    Events events(String path, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.resolve(path)).header("Accept", "text/event-stream");
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<Stream<String>> response = client.send(request.build(), HttpResponse.BodyHandlers.ofLines());
        if (response.statusCode() != 200) {
            throw new AssertionError(
                    "answered " + response.statusCode() + ": " + response.body().toList());
        }
        return new Events(response.body());
    }
}
