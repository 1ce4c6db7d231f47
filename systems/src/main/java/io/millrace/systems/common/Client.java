package io.millrace.systems.common;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** Talks to a program over HTTP. */
public final class Client {

    /** Reads and writes what is posted and answered. */
    public static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI server;

    /**
     * One of a server.
     *
     * @param server where it is
     */
    public Client(URI server) {
        this.server = server;
    }

    private HttpRequest posting(String path, Object body) {
        return HttpRequest.newBuilder(server.resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
    }

    /**
     * Posts, and waits for the answer.
     *
     * @param path where to
     * @param body written as JSON
     * @return the answer, whatever its status
     */
    public HttpResponse<String> post(String path, Object body) {
        return send(posting(path, body), HttpResponse.BodyHandlers.ofString());
    }

    /**
     * Gets what is at a path.
     *
     * @param path with a query
     * @return the answer, whatever its status
     */
    public HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(server.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /**
     * Gets what changes at a path.
     *
     * @param path with a query
     * @return the data of the events as they come, to be closed
     */
    public Stream<String> events(String path) {
        HttpRequest request = HttpRequest.newBuilder(server.resolve(path))
                .header("Accept", "text/event-stream")
                .build();
        return send(request, HttpResponse.BodyHandlers.ofLines())
                .body()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring("data: ".length()));
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(request.uri() + " does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + request.uri(), e);
        }
    }
}
