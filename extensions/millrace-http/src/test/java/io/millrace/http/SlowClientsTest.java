package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.Pipeline;
import io.millrace.source.Sources;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients that do not read while much is shown; 5,000 with {@code -Dmillrace.clients=5000}. */
@Tag("machine")
class SlowClientsTest {

    private static final int CLIENTS = Integer.getInteger("millrace.clients", 100);
    private static final int KEYS = 20;
    private static final int EVENTS = 20_000;
    private static final String FILLING = "x".repeat(500);

    record Row(int key, int number, String filling) {}

    private final CountDownLatch begin = new CountDownLatch(1);

    private Pipeline pipeline(EventSink<Row> sink) {
        Pipeline pipeline = Pipeline.create("rows");
        pipeline.source(
                        "rows",
                        Sources.generate(i -> new Row((int) (i % KEYS), (int) i, FILLING))
                                .count(EVENTS))
                .peek(row -> begin.await())
                .to("shown", sink);
        return pipeline;
    }

    /** A connection that takes in little by itself. */
    private static Socket connect(HttpServer server) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        socket.getOutputStream()
                .write("GET /rows HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void shouldHoldUpNobodyAndEndWithTheLatestOfEachKeyForAll() throws Exception {
        EventSink<Row> sink = EventSink.<Row>latestBy(Row::key)
                .dropAfter(Duration.ofMinutes(10))
                .heartbeat(Duration.ofMinutes(10));
        List<Socket> clients = new ArrayList<>();
        try (Engine engine = Engine.create();
                Job job = engine.start(pipeline(sink));
                HttpServer server = Http.on(0).events("/rows", sink).start()) {
            long before = usedBytes();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(connect(server));
            }
            Awaiting.until(() -> sink.hub().clients() == CLIENTS);
            long idle = usedBytes();
            begin.countDown();
            job.join();
            long stuck = usedBytes();
            checkMemory(before, idle, stuck);
            for (Socket client : clients) {
                assertThat(readToTheEnd(client))
                        .hasSize(KEYS)
                        .allSatisfy((key, number) -> assertThat(number).isEqualTo(EVENTS - KEYS + key));
            }
            assertThat(sink.hub().counts.dropped.sum()).isZero();
            long conflated = sink.hub().counts.conflated.sum();
            assertThat(conflated).isPositive();
            assertThat(conflated + sink.hub().counts.sent.sum()).isEqualTo((long) CLIENTS * EVENTS);
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    /** Of few clients, what other tests of the JVM take is more. */
    private static void checkMemory(long before, long idle, long stuck) {
        if (CLIENTS >= 1_000) {
            System.out.println(CLIENTS + " clients (their side is in the same JVM): " + (idle - before) / CLIENTS
                    + " bytes of heap each when idle, " + (stuck - before) / CLIENTS + " when stuck");
            assertThat((stuck - before) / CLIENTS).as("bytes a client").isLessThan(64 << 10);
        }
    }

    /** Reads until it has the last number of each key; returns the last number of each. */
    private static Map<Integer, Integer> readToTheEnd(Socket client) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
        Map<Integer, Integer> latest = new HashMap<>();
        int ended = 0;
        while (ended < KEYS) {
            String line = in.readLine();
            if (line.startsWith("data: ")) {
                Row row = Json.MAPPER.readValue(line.substring("data: ".length()), Row.class);
                Integer older = latest.put(row.key(), row.number());
                assertThat(older == null || older < row.number()).isTrue();
                ended += row.number() >= EVENTS - KEYS ? 1 : 0;
            }
        }
        return latest;
    }

    @Test
    void shouldDropWhoTakesNothingForTooLong() throws Exception {
        EventSink<Row> sink = EventSink.<Row>latestBy(Row::number)
                .capacity(EVENTS)
                .heartbeat(Duration.ofMillis(20))
                .dropAfter(Duration.ofMillis(200));
        try (Engine engine = Engine.create();
                Job job = engine.start(pipeline(sink));
                HttpServer server = Http.on(0).events("/rows", sink).start();
                Socket client = connect(server)) {
            Awaiting.until(() -> sink.hub().clients() == 1);
            begin.countDown();
            job.join();
            Awaiting.until(
                    () -> sink.hub().counts.dropped.sum() == 1 && sink.hub().clients() == 0);
            assertThat(client.isClosed()).isFalse();
        }
    }
}
