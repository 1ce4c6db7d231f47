package io.millrace.spring.boot.fraud;

import io.millrace.spring.boot.Awaiting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the application over HTTP. */
final class FraudClient {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;

    FraudClient(int port) {
        this.port = port;
    }

    int post(Transaction transaction) {
        return post("/transactions", JSON.writeValueAsString(transaction)).statusCode();
    }

    HttpResponse<String> post(String path, String body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> get(String path) {
        return send(request(path));
    }

    JsonNode json(String path) {
        return JSON.readTree(get(path).body());
    }

    /** Asks until the answer is what is expected. */
    JsonNode await(String path, Predicate<JsonNode> expected) {
        AtomicReference<JsonNode> answer = new AtomicReference<>();
        Awaiting.until(() -> {
            HttpResponse<String> response = get(path);
            if (response.statusCode() != 200) {
                return false;
            }
            answer.set(JSON.readTree(response.body()));
            return expected.test(answer.get());
        });
        return answer.get();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
