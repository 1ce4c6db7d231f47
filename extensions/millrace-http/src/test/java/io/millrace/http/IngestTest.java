package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.Pipeline;
import io.millrace.sink.CollectSink;
import io.millrace.sink.Sinks;
import io.millrace.source.JournalOptions;
import io.millrace.source.JournalSource;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.state.serde.Type;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_METHOD)
class IngestTest {

    record Payment(String card, double amount, Optional<String> note) {

        static Payment of(String card, double amount) {
            return new Payment(card, amount, Optional.empty());
        }
    }

    record Noted(String id, String card) {}

    record Fragile(String card) {

        @Override
        public String card() {
            if (card.startsWith("broken")) {
                throw new IllegalStateException("it is " + card);
            }
            return card;
        }
    }

    @TempDir
    private Path directory;

    private JournalSource<Payment> journal;
    private HttpServer server;
    private Browser browser;

    @BeforeEach
    void open() {
        journal = Sources.journal(directory.resolve("journal"), Payment.class);
        start(Http.on(0).ingest("/payments", Ingest.into(journal).maxBody(2_000)));
    }

    private void start(Http http) {
        close();
        server = http.start();
        browser = new Browser(server);
    }

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
    }

    /** What a job reads. */
    private <T> List<T> delivered(JournalSource<T> source) {
        source.complete();
        CollectSink<T> out = Sinks.collect();
        Pipeline pipeline = Pipeline.create("payments");
        pipeline.source("payments", source).to("out", out);
        try (Engine engine = Engine.create();
                Job job = engine.start(pipeline)) {
            job.join();
        }
        return out.values();
    }

    @Test
    void shouldAcceptOneEventAnArrayOfThemAndOneALine() throws Exception {
        HttpResponse<String> one = browser.post("/payments", Browser.JSON, "{\"card\":\"a\",\"amount\":1}");
        assertThat(one.statusCode()).isEqualTo(202);
        assertThat(one.body()).isEqualTo("{\"accepted\":1}");
        HttpResponse<String> two = browser.post(
                "/payments",
                "Application/JSON; charset=UTF-8",
                " [{\"card\":\"b\",\"amount\":2},\n{\"card\":\"ü\",\"amount\":3}]");
        assertThat(two.body()).isEqualTo("{\"accepted\":2}");
        HttpResponse<String> lines = browser.post(
                "/payments",
                Browser.LINES,
                "{\"card\":\"d\",\"amount\":4}\r\n\n{\"card\":\"e\",\"amount\":5,\"note\":\"n\"}");
        assertThat(lines.body()).isEqualTo("{\"accepted\":2}");

        assertThat(delivered(journal))
                .containsExactly(
                        Payment.of("a", 1),
                        Payment.of("b", 2),
                        Payment.of("ü", 3),
                        Payment.of("d", 4),
                        new Payment("e", 5, Optional.of("n")));
    }

    @Test
    void shouldTellLineColumnAndFieldOfWhatIsWrongAndTakeNothing() throws Exception {
        String good = "{\"card\":\"a\",\"amount\":1}\n";
        assertWrong(
                Browser.LINES,
                good + good + "{\"card\":\"ä\",\"amount\":\"x\"}\n",
                3,
                "amount",
                "wanted is a value of double");
        assertWrong(Browser.LINES, good + "{\"card\":\"a\"}", 2, "amount", "missing");
        assertWrong(Browser.LINES, good + "{\"card\":\"a\",\"amount\":1,\"amuont\":2}", 2, "amuont", "no such field");
        assertWrong(Browser.LINES, good + "\n{\"card\":\"a\",", 3, null, "not JSON");
        assertWrong(Browser.LINES, good + "null", 2, null, "null is no Payment");
        assertWrong(Browser.LINES, good + good.strip() + " {}", 2, null, "it makes no Payment");
        assertWrong(Browser.JSON, "[" + good + ",\n{\"card\":null,\"amount\":1}]", 3, "card", "missing, null");
        assertWrong(Browser.JSON, good + good, 2, null, "something follows");
        assertWrong(Browser.JSON, "[" + good + ",\nnull]", 3, null, "null is no Payment");
        assertThat(browser.post("/payments", Browser.JSON, "").body()).contains("the body is empty");
        assertThat(browser.post("/payments", Browser.LINES, "\n\n").body()).contains("the body has no event");

        assertThat(delivered(journal)).isEmpty();
    }

    private void assertWrong(String type, String body, int line, String field, String what) throws Exception {
        HttpResponse<String> response = browser.post("/payments", type, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        var problem = Browser.json(response);
        assertThat(problem.path("line").asInt()).as(response.body()).isEqualTo(line);
        assertThat(problem.path("column").asInt()).as(response.body()).isPositive();
        assertThat(problem.path("field").asString(null)).as(response.body()).isEqualTo(field);
        assertThat(problem.path("detail").asString()).contains(what);
    }

    @Test
    void shouldTellWhichEventCannotBeWrittenAndTakeNoneOfThem() throws Exception {
        JournalSource<Fragile> fragile = Sources.journal(directory.resolve("fragile"), Fragile.class);
        start(Http.on(0).ingest("/payments", fragile));
        HttpResponse<String> response = browser.post(
                "/payments",
                Browser.LINES,
                "{\"card\":\"a\"}\n{\"card\":\"b\"}\n{\"card\":\"broken here\"}\n{\"card\":\"c\"}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(Browser.json(response).path("index").asInt()).isEqualTo(2);
        assertThat(response.body()).contains("it is broken here").doesNotContain(directory.toString());
        assertThat(browser.post("/payments", Browser.LINES, "{\"card\":\"d\"}").statusCode())
                .isEqualTo(202);
        assertThat(delivered(fragile)).containsExactly(new Fragile("d"));
    }

    @Test
    void shouldTellTheColumnInCharacters() throws Exception {
        String ascii = browser.post("/payments", Browser.LINES, "{\"card\":\"aa\",\"amount\":x}")
                .body();
        String others = browser.post("/payments", Browser.LINES, "{\"card\":\"äö\",\"amount\":x}")
                .body();
        assertThat(others).isEqualTo(ascii).contains("\"column\":23");
    }

    @Test
    void shouldRefuseWhatIsTooLargeWhetherOrNotItIsSaid() throws Exception {
        String large = "{\"card\":\"" + "x".repeat(100_000) + "\",\"amount\":1}";
        HttpResponse<String> said = browser.post("/payments", Browser.JSON, large);
        assertThat(said.statusCode()).isEqualTo(413);
        assertThat(said.body()).contains("more than 2000 bytes");
        HttpResponse<String> chunked = browser.send(browser.request("/payments")
                .header("Content-Type", Browser.JSON)
                .POST(HttpRequest.BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8)))));
        assertThat(chunked.statusCode()).isEqualTo(413);
        HttpResponse<String> small = browser.send(browser.request("/payments")
                .header("Content-Type", Browser.JSON)
                .POST(HttpRequest.BodyPublishers.ofInputStream(() ->
                        new ByteArrayInputStream("{\"card\":\"c\",\"amount\":1}".getBytes(StandardCharsets.UTF_8)))));
        assertThat(small.statusCode()).isEqualTo(202);
        assertThat(delivered(journal)).containsExactly(Payment.of("c", 1));
    }

    @Test
    void shouldRefuseOtherMethodsPathsAndTypes() throws Exception {
        HttpResponse<String> get = browser.get("/payments");
        assertThat(get.statusCode()).isEqualTo(405);
        assertThat(get.headers().firstValue("Allow")).contains("POST, OPTIONS");
        HttpResponse<String> options =
                browser.send(browser.request("/payments").method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
        assertThat(options.statusCode()).isEqualTo(204);
        assertThat(options.headers().firstValue("Allow")).contains("POST, OPTIONS");
        assertThat(options.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThat(browser.get("/nothing").statusCode()).isEqualTo(404);
        assertThat(browser.get("/nothing").body()).contains("there is /payments");
        assertThat(browser.get("/payments/1").statusCode()).isEqualTo(404);
        assertThat(browser.post("/payments", "text/plain", "{}").statusCode()).isEqualTo(415);
        assertThat(browser.post("/payments", Browser.JSON + ";charset=latin1", "{}")
                        .statusCode())
                .isEqualTo(415);
        assertThat(browser.post("/payments", Browser.JSON, "{}", "Content-Encoding", "gzip")
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void shouldSendTooManyRequestsWhileThePipelineIsBehindAndTakeAllOrNone() throws Exception {
        JournalSource<Payment> small = Sources.journal(
                directory.resolve("small"),
                Type.of(Payment.class),
                JournalOptions.defaults().maxUnread(4_000));
        start(Http.on(0).ingest("/payments", small));
        List<Payment> accepted = new ArrayList<>();
        HttpResponse<String> last = null;
        for (int i = 0; last == null || last.statusCode() == 202; i++) {
            last = browser.post("/payments", Browser.LINES, lines(i, 7));
            addIfAccepted(last, i, accepted);
        }
        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(last.headers().firstValue("Retry-After")).contains("1");
        assertThat(Browser.json(last).path("accepted").asInt(-1)).isZero();

        CollectSink<Payment> out = Sinks.collect();
        Pipeline pipeline = Pipeline.create("payments");
        pipeline.source("payments", small).to("out", out);
        try (Engine engine = Engine.create();
                Job job = engine.start(pipeline)) {
            for (int i = 1_000; last.statusCode() != 202; i++) {
                last = browser.post("/payments", Browser.LINES, lines(i, 7));
                addIfAccepted(last, i, accepted);
            }
            small.complete();
            job.join();
        }
        assertThat(out.values()).isEqualTo(accepted);
        HttpResponse<String> over = browser.post("/payments", Browser.LINES, lines(1, 1));
        assertThat(over.statusCode()).isEqualTo(503);
        assertThat(over.headers().firstValue("Retry-After")).isPresent();
    }

    private static void addIfAccepted(HttpResponse<String> response, int request, List<Payment> accepted) {
        for (int i = 0; response.statusCode() == 202 && i < 7; i++) {
            accepted.add(Payment.of("c" + request, i));
        }
    }

    private static String lines(int request, int count) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append("{\"card\":\"c")
                    .append(request)
                    .append("\",\"amount\":")
                    .append(i)
                    .append("}\n");
        }
        return lines.toString();
    }

    @Test
    void shouldSayHowManyAPushSourceHasTaken() throws Exception {
        PushSource<Payment> push = Sources.push(5);
        start(Http.on(0).ingest("/payments", Ingest.into(push, Payment.class)));
        HttpResponse<String> response = browser.post("/payments", Browser.LINES, lines(0, 7));
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(Browser.json(response).path("accepted").asInt()).isEqualTo(5);

        CollectSink<Payment> out = Sinks.collect();
        Pipeline pipeline = Pipeline.create("payments");
        pipeline.source("payments", push).to("out", out);
        try (Engine engine = Engine.create();
                Job job = engine.start(pipeline)) {
            push.complete();
            job.join();
        }
        assertThat(out.values()).hasSize(5);
        assertThat(browser.post("/payments", Browser.LINES, lines(0, 7)).statusCode())
                .isEqualTo(503);
    }

    @Test
    void shouldTakeARequestOnceByItsKey() throws Exception {
        String body = "{\"card\":\"a\",\"amount\":1}";
        HttpResponse<String> wrong = browser.post("/payments", Browser.JSON, "{}", "Idempotency-Key", "k1");
        assertThat(wrong.statusCode()).isEqualTo(400);
        List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sent.add(browser.client()
                    .sendAsync(
                            browser.request("/payments")
                                    .header("Content-Type", Browser.JSON)
                                    .header("Idempotency-Key", "k1")
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString()));
        }
        int replayed = 0;
        for (CompletableFuture<HttpResponse<String>> each : sent) {
            assertThat(each.join().statusCode()).isEqualTo(202);
            assertThat(each.join().body()).isEqualTo("{\"accepted\":1}");
            replayed += each.join().headers().firstValue("Idempotency-Replayed").isPresent() ? 1 : 0;
        }
        assertThat(replayed).isEqualTo(19);
        HttpResponse<String> other =
                browser.post("/payments", Browser.JSON, "{\"card\":\"a\",\"amount\":2}", "Idempotency-Key", "k1");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(delivered(journal)).containsExactly(Payment.of("a", 1));
    }

    @Test
    void shouldGiveEventsTheKeyOfTheirRequest() throws Exception {
        JournalSource<Noted> noted = Sources.journal(directory.resolve("noted"), Noted.class);
        start(Http.on(0)
                .ingest(
                        "/payments",
                        Ingest.into(noted, Payment.class, (payment, origin) -> new Noted(origin.id(), payment.card()))
                                .requireKey()));
        assertThat(browser.post("/payments", Browser.LINES, lines(0, 2)).statusCode())
                .isEqualTo(400);
        assertThat(browser.post("/payments", Browser.LINES, lines(0, 2), "Idempotency-Key", "k")
                        .statusCode())
                .isEqualTo(202);
        assertThat(delivered(noted)).containsExactly(new Noted("k/0", "c0"), new Noted("k/1", "c0"));
    }

    @Test
    void shouldHoldNoMoreBytesOfBodiesThanItMay() throws Exception {
        start(Http.on(0).maxReading(1_000).ingest("/payments", journal));
        assertThat(browser.post("/payments", Browser.LINES, lines(0, 100)).statusCode())
                .isEqualTo(429);
        assertThat(browser.post("/payments", Browser.LINES, lines(0, 10)).statusCode())
                .isEqualTo(202);
        assertThat(browser.post("/payments", Browser.LINES, lines(0, 10)).statusCode())
                .isEqualTo(202);
    }

    @Test
    void shouldLetPagesOfNamedSitesPost() throws Exception {
        start(Http.on(0).allowOrigins("https://shop.example").ingest("/payments", journal));
        HttpRequest.Builder preflight = browser.request("/payments")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", "https://shop.example")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "Content-Type");
        assertThat(browser.send(preflight).headers().firstValue("Access-Control-Allow-Origin"))
                .contains("https://shop.example");
        HttpResponse<String> wrong = browser.post("/payments", Browser.JSON, "{}", "Origin", "https://shop.example");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.headers().firstValue("Access-Control-Expose-Headers"))
                .hasValueSatisfying(names ->
                        assertThat(names).contains("Retry-After", "Idempotency-Replayed", "Millrace-Watermark"));
        assertThat(wrong.headers().firstValue("Access-Control-Allow-Origin")).contains("https://shop.example");
        HttpResponse<String> other = browser.post("/payments", Browser.JSON, "{}", "Origin", "https://shopXexample");
        assertThat(other.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }
}
