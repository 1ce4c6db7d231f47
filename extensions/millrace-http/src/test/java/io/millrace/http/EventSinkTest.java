package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.job.JobListener;
import io.millrace.job.JobState;
import io.millrace.operator.OperatorException;
import io.millrace.snapshot.Restart;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

class EventSinkTest {

    private static final Duration OFTEN = Duration.ofMillis(20);

    record Quote(String symbol, int price) {}

    /** A pipeline that shows what is pushed, and a server in front of it. */
    private static final class Shown implements AutoCloseable {

        final PushSource<Quote> quotes = Sources.push(1_000);
        final EventSink<Quote> sink;
        final Engine engine = Engine.create();
        final CountDownLatch restarted = new CountDownLatch(2);
        final Job job;
        final HttpServer server;
        final Browser browser;

        Shown(EventSink<Quote> sink) {
            this.sink = sink;
            Pipeline pipeline = Pipeline.create("quotes");
            pipeline.source("quotes", quotes)
                    .peek(quote -> {
                        if (quote.price() < 0) {
                            throw new IllegalStateException("asked for");
                        }
                    })
                    .to("shown", sink);
            job = engine.start(
                    pipeline,
                    JobOptions.defaults()
                            .withRestart(Restart.fixedDelay(1, Duration.ZERO))
                            .withListener(new JobListener() {
                                @Override
                                public void onState(JobState state) {
                                    if (state == JobState.RUNNING) {
                                        restarted.countDown();
                                    }
                                }
                            }));
            server = Http.on(0).events("/quotes", sink).start();
            browser = new Browser(server);
        }

        void quote(String symbol, int price) {
            quotes.emit(new Quote(symbol, price));
        }

        long gauge(String name) {
            return job.metrics()
                    .operators()
                    .get("shown")
                    .gauges()
                    .get(name)
                    .get(0)
                    .longValue();
        }

        void await(String name, long value) {
            Awaiting.until(() -> gauge(name) >= value);
        }

        /** Until the sink has shown that many. */
        void awaitShown(long count) {
            Awaiting.until(() -> sink.hub().last() >= count);
        }

        @Override
        public void close() {
            server.close();
            job.cancel();
            engine.close();
        }
    }

    private static String json(String symbol, int price) {
        return "{\"symbol\":\"" + symbol + "\",\"price\":" + price + "}";
    }

    @Test
    void shouldShowTheLatestOfEachKeyToWhoComesAndThenWhatChanges() throws Exception {
        try (Shown shown = new Shown(EventSink.latestBy(Quote::symbol))) {
            shown.quote("a", 1);
            shown.quote("b", 2);
            shown.quote("a", 3);
            shown.awaitShown(3);
            try (Browser.Events one = shown.browser.events("/quotes")) {
                assertThat(one.data()).isEqualTo(json("b", 2));
                assertThat(one.data()).isEqualTo(json("a", 3));
                shown.quote("b", 4);
                assertThat(one.data()).isEqualTo(json("b", 4));
                try (Browser.Events other = shown.browser.events("/quotes")) {
                    assertThat(other.data()).isEqualTo(json("a", 3));
                    assertThat(other.data()).isEqualTo(json("b", 4));
                    shown.await("clients", 2);
                }
            }
        }
    }

    @Test
    void shouldGoOnBehindTheLastEventThatAClientHasHad() throws Exception {
        try (Shown shown = new Shown(EventSink.<Quote>latestBy(Quote::symbol).event("quote"))) {
            shown.quote("a", 1);
            shown.quote("b", 2);
            shown.quote("c", 3);
            shown.awaitShown(3);
            String second;
            try (Browser.Events one = shown.browser.events("/quotes")) {
                one.next();
                List<String> event = one.next();
                second = event.get(0).substring("id: ".length());
                assertThat(event).containsExactly("id: " + second, "event: quote", "data: " + json("b", 2));
            }
            shown.quote("a", 4);
            shown.awaitShown(4);
            try (Browser.Events again = shown.browser.events("/quotes", "Last-Event-ID", second)) {
                assertThat(again.data()).isEqualTo(json("c", 3));
                assertThat(again.data()).isEqualTo(json("a", 4));
            }
            for (String unknown : List.of("x-1", "1", second + "7", "")) {
                try (Browser.Events fresh = shown.browser.events("/quotes", "Last-Event-ID", unknown)) {
                    assertThat(fresh.data()).as(unknown).isEqualTo(json("b", 2));
                }
            }
        }
    }

    @Test
    void shouldShowEachResultAndTellHowManyAreMissing() throws Exception {
        try (Shown shown = new Shown(EventSink.<Quote>all().capacity(3))) {
            shown.quote("a", 0);
            shown.awaitShown(1);
            String id;
            try (Browser.Events one = shown.browser.events("/quotes")) {
                one.line();
                shown.quote("a", 1);
                List<String> event = one.next();
                assertThat(event).contains("data: " + json("a", 1));
                id = event.get(0).substring("id: ".length());
            }
            for (int i = 2; i < 7; i++) {
                shown.quote("a", i);
            }
            shown.awaitShown(7);
            try (Browser.Events again = shown.browser.events("/quotes", "Last-Event-ID", id)) {
                assertThat(again.next()).containsExactly("event: missed", "data: {\"missed\":2}");
                for (int i = 4; i < 7; i++) {
                    assertThat(again.data()).isEqualTo(json("a", i));
                }
            }
            // The one that has gone may have missed some, too, before that was found out.
            assertThat(shown.gauge("missed")).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void shouldNotShowKeysThatHaveEndedToWhoComesLater() throws Exception {
        try (Shown shown = new Shown(EventSink.<Quote>latestBy(Quote::symbol).endedBy(quote -> quote.price() == 0))) {
            shown.quote("a", 1);
            shown.quote("b", 1);
            shown.awaitShown(2);
            try (Browser.Events there = shown.browser.events("/quotes")) {
                there.next();
                there.next();
                shown.quote("a", 0);
                assertThat(there.data()).isEqualTo(json("a", 0));
            }
            shown.quote("c", 1);
            shown.awaitShown(4);
            try (Browser.Events later = shown.browser.events("/quotes")) {
                assertThat(later.data()).isEqualTo(json("b", 1));
                assertThat(later.data()).isEqualTo(json("c", 1));
            }
        }
    }

    /** Who has it open is told of the end; for who comes later it takes no room from what is still there. */
    @Test
    void shouldKeepWhatHasNotEndedHoweverManyKeysHave() throws Exception {
        try (Shown shown = new Shown(EventSink.<Quote>latestBy(Quote::symbol)
                .endedBy(quote -> quote.price() == 0)
                .capacity(2))) {
            shown.quote("stays", 7);
            for (int i = 0; i < 5; i++) {
                shown.quote("k" + i, 1);
                shown.quote("k" + i, 0);
            }
            shown.quote("k9", 1);
            shown.awaitShown(12);
            try (Browser.Events later = shown.browser.events("/quotes")) {
                assertThat(later.data()).isEqualTo(json("stays", 7));
                assertThat(later.data()).isEqualTo(json("k9", 1));
            }
        }
    }

    @Test
    void shouldKeepClientsWhileTheJobRestartsAndEndTheirStreamsWithTheServer() throws Exception {
        try (Shown shown = new Shown(EventSink.<Quote>latestBy(Quote::symbol).heartbeat(OFTEN));
                Browser.Events events = shown.browser.events("/quotes")) {
            shown.quote("a", 1);
            assertThat(events.data()).isEqualTo(json("a", 1));
            shown.quote("a", -1);
            // What is pushed until then may be lost with what has failed.
            shown.restarted.await();
            shown.quote("a", 2);
            assertThat(events.data()).isEqualTo(json("a", 2));
            String heartbeat = events.line();
            while (heartbeat.isEmpty()) {
                heartbeat = events.line();
            }
            assertThat(heartbeat).isEqualTo(":");
            shown.server.close();
            assertThat(events.data()).isEqualTo("the stream has ended");
        }
    }

    @Test
    void shouldRefuseMoreClientsThanMayBeAndForgetThoseThatHaveGone() throws Exception {
        try (Shown shown = new Shown(
                EventSink.<Quote>latestBy(Quote::symbol).heartbeat(OFTEN).maxClients(1))) {
            shown.quote("a", 1);
            try (Browser.Events one = shown.browser.events("/quotes")) {
                one.next();
                HttpResponse<String> other = shown.browser.get("/quotes");
                assertThat(other.statusCode()).isEqualTo(503);
                assertThat(other.headers().firstValue("Retry-After")).isPresent();
                assertThat(shown.gauge("clients refused")).isEqualTo(1);
            }
            Awaiting.until(() -> shown.gauge("clients") == 0);
            try (Browser.Events next = shown.browser.events("/quotes")) {
                assertThat(next.data()).isEqualTo(json("a", 1));
            }
            HttpResponse<String> head = shown.browser.send(
                    shown.browser.request("/quotes").method("HEAD", HttpRequest.BodyPublishers.noBody()));
            assertThat(head.headers().firstValue("Content-Type")).contains("text/event-stream");
        }
    }

    @Test
    void shouldTellWhatCannotBeShownByOperatorAndEvent() {
        Pipeline pipeline = Pipeline.create("quotes");
        pipeline.source("quotes", Sources.of(new Quote(null, 7))).to("shown", EventSink.latestBy(Quote::symbol));
        try (Engine engine = Engine.create();
                Job job = engine.start(pipeline)) {
            assertThatThrownBy(job::join)
                    .isInstanceOf(OperatorException.class)
                    .hasMessageContaining("shown")
                    .hasMessageContaining("price=7")
                    .hasStackTraceContaining("the key of a result is null");
        }
    }

    /** Has texts in a queue. */
    private static final class Texts implements WebSocket.Listener {

        final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                texts.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            texts.add("closed " + status);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            texts.add("failed " + error);
        }

        String next() throws InterruptedException {
            return texts.poll(30, TimeUnit.SECONDS);
        }
    }

    private static WebSocket socket(Shown shown, Texts texts, String... headers) {
        return socket(shown.browser, shown.server.port(), texts, headers);
    }

    private static WebSocket socket(Browser browser, int port, Texts texts, String... headers) {
        WebSocket.Builder builder = browser.client().newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        return builder.buildAsync(URI.create("ws://127.0.0.1:" + port + "/quotes"), texts)
                .join();
    }

    @Test
    void shouldShowTheSameByWebSocketWhichIsClosedInOrder() throws Exception {
        try (Shown shown = new Shown(EventSink.<Quote>latestBy(Quote::symbol).heartbeat(OFTEN))) {
            shown.quote("a", 1);
            shown.quote("ü", 2);
            shown.quote("a", 3);
            shown.awaitShown(3);
            Texts one = new Texts();
            Texts two = new Texts();
            WebSocket socket = socket(shown, one, "Origin", "http://127.0.0.1:" + shown.server.port());
            socket(shown, two);
            assertThat(List.of(one.next(), one.next())).containsExactly(json("ü", 2), json("a", 3));
            assertThat(List.of(two.next(), two.next())).containsExactly(json("ü", 2), json("a", 3));
            socket.sendText("what it says is not looked at", true).join();
            shown.quote("a", 4);
            assertThat(one.next()).isEqualTo(json("a", 4));
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
            assertThat(one.next()).isEqualTo("closed 1000");
            Awaiting.until(() -> shown.gauge("clients") == 1);
            assertThat(two.next()).isEqualTo(json("a", 4));
            shown.server.close();
            assertThat(two.next()).isEqualTo("closed 1001");
        }
    }

    @Test
    void shouldNotLetPagesOfOtherSitesOpenASocket() {
        try (Shown shown = new Shown(EventSink.latestBy(Quote::symbol))) {
            assertThatThrownBy(() -> socket(shown, new Texts(), "Origin", "https://elsewhere.example"))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(WebSocketHandshakeException.class);
        }
    }

    @Test
    void shouldLetItsOwnPagesOpenASocketThoughThoseOfOthersAreNamed() throws Exception {
        try (Shown shown = new Shown(EventSink.latestBy(Quote::symbol));
                HttpServer server = Http.on(0)
                        .allowOrigins("https://shop.example")
                        .events("/quotes", shown.sink)
                        .start()) {
            shown.quote("a", 1);
            for (String origin : List.of("https://shop.example", "http://127.0.0.1:" + server.port())) {
                Texts texts = new Texts();
                socket(shown.browser, server.port(), texts, "Origin", origin);
                assertThat(texts.next()).isEqualTo(json("a", 1));
            }
            assertThatThrownBy(() ->
                            socket(shown.browser, server.port(), new Texts(), "Origin", "https://elsewhere.example"))
                    .hasCauseInstanceOf(WebSocketHandshakeException.class);
        }
    }

    /** Who is gone is found out by heartbeats, however far apart. */
    @Test
    void shouldNotEndASocketForBeingIdle() throws Exception {
        EventSink<Quote> sink = EventSink.latestBy(Quote::symbol);
        Server server = new Server(0);
        server.setHandler(Http.on(0).events("/quotes", sink).handler());
        server.start();
        try {
            ServerConnector connector = (ServerConnector) server.getConnectors()[0];
            WebSocket unused = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + connector.getLocalPort() + "/quotes"), new Texts())
                    .join();
            Awaiting.until(() -> sink.hub().clients() == 1);
            assertThat(connector.getConnectedEndPoints())
                    .singleElement()
                    .satisfies(end -> assertThat(end.getIdleTimeout()).isZero());
        } finally {
            server.stop();
        }
    }

    @Test
    void shouldShowInOneLineWhatIsWrittenInSeveral() throws Exception {
        JsonMapper several =
                Json.MAPPER.rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();
        try (Shown shown = new Shown(EventSink.<Quote>latestBy(Quote::symbol).mapper(several))) {
            shown.quote("a\r\nb", 1);
            shown.awaitShown(1);
            try (Browser.Events events = shown.browser.events("/quotes")) {
                List<String> event = events.next();
                assertThat(event).hasSize(2);
                assertThat(Json.MAPPER.readValue(event.get(1).substring("data: ".length()), Quote.class))
                        .isEqualTo(new Quote("a\r\nb", 1));
            }
        }
    }

    @Test
    void shouldNotPutWhatIsLoadedInThePlaceOfWhatHasChanged() {
        Hub hub = new Hub(2, true, null);
        hub.put("a", Json.utf8("1"), false);
        hub.load("b", Json.utf8("2"));
        hub.put("b", Json.utf8("3"), false);
        hub.load("b", Json.utf8("2"));
        hub.load("c", Json.utf8("4"));
        assertThat(List.of(hub.after(0).key(), hub.after(1).key())).containsExactly("a", "b");
        assertThat(hub.after(1).asJson()).isEqualTo(ByteBuffer.wrap(Json.utf8("3")));
        assertThat(hub.after(hub.after(1).number())).isNull();
    }
}
