package io.millrace.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A receiver of webhooks, by the JDK's server: keeps what it has taken by key, and misbehaves as it is told. */
final class Receiver implements AutoCloseable {

    /** What becomes of a request. */
    enum Answer {
        TAKE,
        /** It is taken, and nobody is told. */
        TAKE_AND_HANG_UP,
        FAIL,
        BUSY,
        REJECT,
        HANG,
        /** The answer begins, and does not end. */
        HANG_IN_BODY,
        HANG_UP
    }

    /** Says what becomes of a request. */
    interface Plan {
        Answer answer(String key, int time);
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Plan plan;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, AtomicInteger> times = new ConcurrentHashMap<>();
    private final Map<String, String> taken = new LinkedHashMap<>();
    private String contradiction;

    Receiver(Plan plan) throws IOException {
        this.plan = plan;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/hook", this::handle);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
    }

    private void handle(HttpExchange exchange) throws IOException {
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int time = times.computeIfAbsent(key, any -> new AtomicInteger()).incrementAndGet();
        switch (plan.answer(key, time)) {
            case TAKE -> {
                take(key, body);
                exchange.sendResponseHeaders(204, -1);
                exchange.close();
            }
            case TAKE_AND_HANG_UP -> {
                take(key, body);
                exchange.getResponseBody().close();
                exchange.close();
            }
            case FAIL -> answer(exchange, 500, "it is broken");
            case BUSY -> {
                exchange.getResponseHeaders().set("Retry-After", "0");
                answer(exchange, 429, "");
            }
            case REJECT -> answer(exchange, 422, "no such thing " + "x".repeat(5_000));
            case HANG -> hang();
            case HANG_IN_BODY -> {
                exchange.sendResponseHeaders(200, 1_000);
                exchange.getResponseBody().write('x');
                exchange.getResponseBody().flush();
                hang();
            }
            case HANG_UP -> exchange.close();
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void hang() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private synchronized void take(String key, String body) {
        String before = taken.putIfAbsent(key, body);
        if (before != null && !before.equals(body)) {
            contradiction = key + " is " + before + " and " + body;
        }
        notifyAll();
    }

    /** What has been taken, by key. */
    synchronized Map<String, String> taken() {
        if (contradiction != null) {
            throw new AssertionError(contradiction);
        }
        return new LinkedHashMap<>(taken);
    }

    synchronized void awaitTaken(int count) throws InterruptedException {
        while (taken.size() < count) {
            wait();
        }
    }

    /** How often a key has come. */
    int times(String key) {
        return times.getOrDefault(key, new AtomicInteger()).get();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
