package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.Pipeline;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_METHOD)
class ViewTest {

    record Stock(String item, int number, long time) {}

    record Shelf(int row, String side) {}

    record Fragile(String item) {

        static final AtomicBoolean BROKEN = new AtomicBoolean();

        @Override
        public String item() {
            if (BROKEN.get()) {
                throw new IllegalStateException("it cannot be written");
            }
            return item;
        }
    }

    private final PushSource<Stock> stock = Sources.push(1_000);
    private Engine engine;
    private Job job;
    private HttpServer server;
    private Browser browser;

    @BeforeEach
    void open() {
        Pipeline pipeline = Pipeline.create("stock");
        var stream = pipeline.source("stock", stock).timestamps(Timestamps.millis(Stock::time), Watermarks.ascending());
        stream.keyBy(Stock::item, String.class)
                .view("items", each -> each.number() == 0 ? null : each.number(), Integer.class);
        stream.keyBy(Stock::number, Integer.class).view("numbers", Stock::item, String.class);
        stream.keyBy(each -> new Shelf(each.number(), each.item()), Shelf.class)
                .view("shelves", Stock::item, String.class);
        stream.keyBy(Stock::item, String.class).view("fragile", each -> new Fragile(each.item()), Fragile.class);
        engine = Engine.create();
        job = engine.start(pipeline);
        server = Http.on(0)
                .view("/items", job.view("items", String.class, Integer.class), String.class)
                .view("/numbers", job.view("numbers", Integer.class, String.class), Integer.class)
                .view("/shelves", job.view("shelves", Shelf.class, String.class), Shelf.class)
                .view("/fragile", job.view("fragile", String.class, Fragile.class), String.class)
                .view("/two", job.view("items", String.class, Integer.class), String.class, 2)
                .start();
        browser = new Browser(server);
    }

    @AfterEach
    void close() {
        server.close();
        job.cancel();
        engine.close();
    }

    /** Shown when event time has come there. */
    private void put(String item, int number, long time) {
        stock.emit(new Stock(item, number, time));
    }

    private void awaitWatermark(long time) {
        Awaiting.until(() -> job.view("items", String.class, Integer.class).watermark() >= time
                && job.view("numbers", Integer.class, String.class).watermark() >= time
                && job.view("shelves", Shelf.class, String.class).watermark() >= time
                && job.view("fragile", String.class, Fragile.class).watermark() >= time);
    }

    @Test
    void shouldTellARowWithItsWatermark() throws Exception {
        put("home page", 3, 1_000);
        put("a/b", 4, 1_000);
        put("x", 1, 2_000);
        awaitWatermark(1_999);
        HttpResponse<String> row = browser.get("/items/home%20page");
        assertThat(row.statusCode()).isEqualTo(200);
        assertThat(row.body()).isEqualTo("{\"key\":\"home page\",\"row\":3}");
        assertThat(row.headers().firstValue("Millrace-Watermark")).contains("1999");
        assertThat(browser.get("/items?key=a%2Fb").body()).isEqualTo("{\"key\":\"a/b\",\"row\":4}");
        HttpResponse<String> head =
                browser.send(browser.request("/items/x").method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(404);
        assertThat(head.body()).isEmpty();
        assertThat(browser.get("/items/none").statusCode()).isEqualTo(404);
        assertThat(browser.get("/numbers/3").body()).isEqualTo("{\"key\":3,\"row\":\"home page\"}");
        assertThat(browser.get("/numbers/three").statusCode()).isEqualTo(400);
        assertThat(browser.get("/numbers?key=").statusCode()).isEqualTo(400);
        assertThat(browser.get("/shelves?key=%7B%22row%22:4,%22side%22:%22a/b%22%7D")
                        .body())
                .isEqualTo("{\"key\":{\"row\":4,\"side\":\"a/b\"},\"row\":\"a/b\"}");
        assertThat(browser.get("/shelves").body()).contains("no natural order");
        stock.complete();
        job.join();
        assertThat(browser.get("/items/x").headers().firstValue("Millrace-Watermark"))
                .contains("end");
    }

    @Test
    void shouldTellRangesPageByPage() throws Exception {
        for (int i = 0; i < 25; i++) {
            put("i" + (char) ('a' + i), i + 1, i);
        }
        stock.complete();
        job.join();
        List<String> keys = new ArrayList<>();
        String from = "";
        int pages = 0;
        for (; from != null; pages++) {
            JsonNode page = Browser.json(browser.get("/items?limit=10&from=" + from));
            page.path("rows").forEach(row -> keys.add(row.path("key").asString()));
            from = page.path("next").asString(null);
        }
        assertThat(pages).isEqualTo(3);
        assertThat(keys).hasSize(25).isSorted().doesNotHaveDuplicates();
        assertThat(browser.get("/numbers?from=3&to=5").body())
                .isEqualTo("{\"rows\":[{\"key\":3,\"row\":\"ic\"},{\"key\":4,\"row\":\"id\"}]}");
        assertThat(browser.get("/numbers?from=5&to=3").statusCode()).isEqualTo(400);
        assertThat(browser.get("/numbers?limit=0").statusCode()).isEqualTo(400);
    }

    @Test
    void shouldTellRowsAsTheyAreAndAsTheyChange() throws Exception {
        put("a", 1, 1);
        put("b", 2, 1);
        put("c", 3, 2);
        awaitWatermark(1);
        try (Browser.Events all = browser.events("/items");
                Browser.Events one = browser.events("/items/b")) {
            assertThat(List.of(all.data(), all.data()))
                    .containsExactlyInAnyOrder("{\"key\":\"a\",\"row\":1}", "{\"key\":\"b\",\"row\":2}");
            assertThat(one.data()).isEqualTo("{\"key\":\"b\",\"row\":2}");
            put("b", 0, 3);
            put("x", 1, 4);
            assertThat(all.data()).isEqualTo("{\"key\":\"c\",\"row\":3}");
            assertThat(all.data()).isEqualTo("{\"key\":\"b\",\"row\":null}");
            assertThat(one.data()).isEqualTo("{\"key\":\"b\",\"row\":null}");
        }
    }

    @Test
    void shouldTellTheRowOfAKeyThoughThereAreMoreThanAreKeptForClients() throws Exception {
        put("a", 1, 1);
        put("b", 2, 1);
        put("c", 3, 1);
        put("d", 4, 2);
        awaitWatermark(1);
        for (String key : List.of("a", "b", "c")) {
            try (Browser.Events one = browser.events("/two/" + key)) {
                assertThat(one.data()).startsWith("{\"key\":\"" + key + "\"");
            }
        }
        HttpResponse<String> head = browser.send(browser.request("/two/a")
                .header("Accept", "text/event-stream")
                .method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(head.headers().firstValue("Content-Type")).contains("text/event-stream");
    }

    @Test
    void shouldTellRowsAfterAllWhenTheyCouldNotBeWrittenAtFirst() throws Exception {
        put("a", 1, 1);
        put("b", 2, 2);
        awaitWatermark(1);
        Fragile.BROKEN.set(true);
        HttpResponse<String> broken = browser.send(browser.request("/fragile").header("Accept", "text/event-stream"));
        assertThat(broken.statusCode()).isEqualTo(500);
        Fragile.BROKEN.set(false);
        try (Browser.Events all = browser.events("/fragile")) {
            assertThat(all.data()).isEqualTo("{\"key\":\"a\",\"row\":{\"item\":\"a\"}}");
        }
    }

    @Test
    void shouldRefuseAnAddressThatIsNone() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream()
                    .write("GET /items?key=%ZZ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json");
        }
    }
}
