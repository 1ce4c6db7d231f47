package io.millrace.dashboard;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A request and its answer. */
final class Call {

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final int LONGEST_BODY = 4_096;

    private final HttpExchange exchange;
    private final List<String> path;
    private final Map<String, String> query;

    Call(HttpExchange exchange) {
        this.exchange = exchange;
        // An address that is none has been refused by the server before.
        path = Stream.of(exchange.getRequestURI().getRawPath().split("/"))
                .skip(1)
                .map(part -> decoded(part.replace("+", "%2B")))
                .toList();
        query = parsed(exchange.getRequestURI().getRawQuery());
    }

    private static Map<String, String> parsed(String text) {
        Map<String, String> query = new LinkedHashMap<>();
        if (text != null) {
            for (String pair : text.split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    query.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
                }
            }
        }
        return query;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    boolean isHead() {
        return exchange.getRequestMethod().equals("HEAD");
    }

    /** Refuses all other methods. */
    void allow(String... methods) {
        if (!List.of(methods).contains(exchange.getRequestMethod())) {
            exchange.getResponseHeaders().set("Allow", String.join(", ", methods));
            throw new Problem(
                    405,
                    exchange.getRequestMethod() + " is not for this address; it takes " + String.join(", ", methods));
        }
    }

    /** The parts of the path, none for the root. */
    List<String> path() {
        return path;
    }

    Optional<String> query(String name) {
        return Optional.ofNullable(query.get(name));
    }

    /** @throws Problem when it is not given */
    String required(String name) {
        return query(name).orElseThrow(() -> new Problem(400, "the address has to have " + name + "="));
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    /** @throws Problem when it is too long */
    String body() throws IOException {
        byte[] bytes = exchange.getRequestBody().readNBytes(LONGEST_BODY + 1);
        if (bytes.length > LONGEST_BODY) {
            throw new Problem(413, "a body has " + LONGEST_BODY + " bytes at most");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    void setHeader(String name, String value) {
        exchange.getResponseHeaders().set(name, value);
    }

    void json(int status, JsonNode body) throws IOException {
        json(status, Json.text(body));
    }

    void json(int status, String body) throws IOException {
        send(status, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    void problem(Problem problem) throws IOException {
        ObjectNode body = Json.object();
        body.put("title", problem.title());
        body.put("status", problem.status());
        body.put("detail", problem.getMessage());
        send(problem.status(), "application/problem+json", Json.text(body).getBytes(StandardCharsets.UTF_8));
    }

    void send(int status, String type, byte[] body) throws IOException {
        setCommonHeaders(type);
        exchange.sendResponseHeaders(status, isHead() || body.length == 0 ? -1 : body.length);
        if (!isHead()) {
            exchange.getResponseBody().write(body);
        }
    }

    /** Begins an answer without an end. */
    OutputStream stream(String type) throws IOException {
        setCommonHeaders(type);
        exchange.sendResponseHeaders(200, 0);
        return exchange.getResponseBody();
    }

    private void setCommonHeaders(String type) {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type);
        headers.set("Cache-Control", "no-store");
        headers.set("Content-Security-Policy", POLICY);
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("X-Content-Type-Options", "nosniff");
    }
}
