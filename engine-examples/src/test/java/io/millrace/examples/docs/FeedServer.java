package io.millrace.examples.docs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Feeds by HTTP: texts are appended, and numbered from 1. */
final class FeedServer implements AutoCloseable {

    final List<String> texts = new CopyOnWriteArrayList<>();

    /** How many requests are answered before one fails; never when it is negative. */
    final AtomicInteger untilFailure = new AtomicInteger(-1);

    private final HttpServer server;

    FeedServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/feed", this::answer);
        server.start();
    }

    URI feed() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/feed");
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (untilFailure.getAndDecrement() == 0) {
            send(exchange, 503, "");
        } else if (exchange.getRequestMethod().equals("POST")) {
            texts.addAll(body.lines().toList());
            send(exchange, 200, "");
        } else {
            String[] query = exchange.getRequestURI().getQuery().split("[=&]", -1);
            send(exchange, 200, entries(Integer.parseInt(query[1]), Integer.parseInt(query[3])));
        }
    }

    private String entries(int after, int most) {
        List<String> lines = new ArrayList<>();
        for (int number = after + 1; number <= Math.min(texts.size(), after + most); number++) {
            lines.add(number + " " + texts.get(number - 1));
        }
        return String.join("\n", lines);
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
