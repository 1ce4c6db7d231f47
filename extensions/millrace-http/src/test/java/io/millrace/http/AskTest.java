package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.job.JobListener;
import io.millrace.snapshot.Restart;
import io.millrace.source.Answer;
import io.millrace.source.Request;
import io.millrace.source.RequestSource;
import io.millrace.source.Sources;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class AskTest {

    private static final Duration SHORT = Duration.ofMillis(50);

    record Question(String what, int number) {}

    record Said(int twice) {}

    private final RequestSource<Question, Said> questions = Sources.requests(16, Question.class, Said.class);
    private final CountDownLatch restarting = new CountDownLatch(1);

    private Pipeline pipeline() {
        Pipeline pipeline = Pipeline.create("questions");
        pipeline.source("questions", questions)
                .filter(request -> !request.question().what().equals("drop"))
                .map(AskTest::answer)
                .to("answers", questions.answers());
        return pipeline;
    }

    private static Answer<Said> answer(Request<Question> request) {
        return switch (request.question().what()) {
            case "twice" -> request.answer(new Said(2 * request.question().number()));
            case "no" -> request.refuse("not this one");
            default -> throw new IllegalStateException("asked for");
        };
    }

    private CompletableFuture<HttpResponse<String>> ask(Browser browser, String what) {
        return browser.client()
                .sendAsync(
                        browser.request("/ask")
                                .header("Content-Type", Browser.JSON)
                                .POST(HttpRequest.BodyPublishers.ofString("{\"what\":\"" + what + "\",\"number\":21}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static void assertProblem(HttpResponse<String> response, int status, String what) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body()).contains(what);
        assertThat(response.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 503 || status == 429);
    }

    private static long openRequests(Job job) {
        return job.metrics()
                .operators()
                .get("questions")
                .gauges()
                .get("open requests")
                .get(0)
                .longValue();
    }

    @Test
    void shouldAnswerRefuseAndEndInTime() throws Exception {
        try (Engine engine = Engine.create();
                Job job = engine.start(pipeline());
                HttpServer server = Http.on(0)
                        .ask("/ask", questions, Question.class)
                        .ask("/soon", Ask.of(questions, Question.class).timeout(SHORT))
                        .start()) {
            Browser browser = new Browser(server);
            assertThat(ask(browser, "twice").join().body()).isEqualTo("{\"twice\":42}");
            assertProblem(ask(browser, "no").join(), 422, "not this one");
            assertProblem(
                    browser.post("/soon", Browser.JSON, "{\"what\":\"drop\",\"number\":1}"), 504, "has not answered");
            assertProblem(browser.post("/ask", Browser.JSON, "{\"what\":\"twice\"}"), 400, "number");
            assertThat(browser.post("/ask", Browser.LINES, "{}").statusCode()).isEqualTo(415);
            assertThat(browser.get("/ask").statusCode()).isEqualTo(405);

            List<CompletableFuture<HttpResponse<String>>> open = new ArrayList<>();
            while (open.size() < 16) {
                open.add(ask(browser, "drop"));
            }
            Awaiting.until(() -> openRequests(job) == 16);
            assertProblem(ask(browser, "twice").join(), 429, "\"taken\":false");
            job.cancel();
            for (CompletableFuture<HttpResponse<String>> each : open) {
                assertProblem(each.join(), 503, "ended");
            }
            job.join();
            assertProblem(ask(browser, "twice").join(), 503, "\"taken\":false");
        }
    }

    @Test
    void shouldEndWhatIsOpenWhenTheJobRestartsAndAnswerThen() throws Exception {
        JobOptions options = JobOptions.defaults()
                .withRestart(Restart.fixedDelay(1, Duration.ZERO))
                .withListener(new JobListener() {
                    @Override
                    public void onRestart(Throwable failure, Duration delay) {
                        restarting.countDown();
                    }
                });
        try (Engine engine = Engine.create();
                Job job = engine.start(pipeline(), options);
                HttpServer server =
                        Http.on(0).ask("/ask", questions, Question.class).start()) {
            Browser browser = new Browser(server);
            assertProblem(ask(browser, "fail").join(), 503, "RESTARTED");
            restarting.await();
            assertThat(ask(browser, "twice").join().body()).isEqualTo("{\"twice\":42}");
            assertProblem(ask(browser, "fail").join(), 503, "FAILED");
            assertProblem(ask(browser, "twice").join(), 503, "ENDED_BEFORE");
            assertThat(job.failure()).isPresent();
        }
    }

    @Test
    void shouldAnswerWhatIsOpenWhenTheServerIsClosed() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch mayAnswer = new CountDownLatch(1);
        Pipeline pipeline = Pipeline.create("slow");
        pipeline.source("questions", questions)
                .map(request -> {
                    asked.countDown();
                    mayAnswer.await();
                    return answer(request);
                })
                .to("answers", questions.answers());
        try (Engine engine = Engine.create();
                Job job = engine.start(pipeline)) {
            HttpServer server =
                    Http.on(0).ask("/ask", questions, Question.class).start();
            Browser browser = new Browser(server);
            CompletableFuture<HttpResponse<String>> open = ask(browser, "twice");
            asked.await();
            CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
            mayAnswer.countDown();
            assertThat(open.join().body()).isEqualTo("{\"twice\":42}");
            closed.join();
            job.cancel();
        }
    }
}
