package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.operator.OperatorException;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.testing.Seeds;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookTest {

    private static final Duration SOON = Duration.ofMillis(5);
    private static final Duration LATER = Duration.ofMillis(40);

    /** On a machine that is busy, too, an answer takes less. */
    private static final Duration GIVEN_UP_AFTER = Duration.ofSeconds(1);

    record Alert(int number, String text) {

        static Alert of(long number) {
            return new Alert((int) number, "alert " + number);
        }

        String id() {
            return "alert-" + number;
        }
    }

    @TempDir
    private Path directory;

    private static Webhook<Alert> hook(URI uri) {
        return Webhook.<Alert>to(uri, Alert::id).backoff(SOON, LATER);
    }

    private static Pipeline pipeline(int alerts, Webhook<Alert> hook) {
        Pipeline pipeline = Pipeline.create("alerts");
        pipeline.source("alerts", Sources.generate(Alert::of).count(alerts)).to("hook", hook);
        return pipeline;
    }

    private static Map<String, String> all(int alerts) {
        return new TreeMap<>(IntStream.range(0, alerts)
                .boxed()
                .collect(Collectors.toMap(
                        i -> "alert-" + i, i -> "{\"number\":" + i + ",\"text\":\"alert " + i + "\"}")));
    }

    @Test
    void shouldPostUntilAllIsTakenWhateverTheReceiverDoes() {
        Seeds.check(3, seed -> {
            Receiver.Answer[] answers = {
                Receiver.Answer.FAIL,
                Receiver.Answer.BUSY,
                Receiver.Answer.HANG_UP,
                Receiver.Answer.TAKE_AND_HANG_UP,
                Receiver.Answer.TAKE,
                Receiver.Answer.TAKE,
                Receiver.Answer.TAKE,
            };
            int slow = (int) Math.floorMod(seed, 60L);
            Receiver.Plan plan = (key, time) -> {
                if (time == 1 && key.equals("alert-" + slow)) {
                    return Receiver.Answer.HANG;
                }
                if (time == 1 && key.equals("alert-" + (slow + 1))) {
                    return Receiver.Answer.HANG_IN_BODY;
                }
                return answers[Math.floorMod((int) (key.hashCode() * 31 + time * 17 + seed), answers.length)];
            };
            try (Receiver receiver = new Receiver(plan);
                    Engine engine = Engine.create();
                    Job job = engine.start(pipeline(100, hook(receiver.uri()).timeout(GIVEN_UP_AFTER)))) {
                job.join();
                assertThat(receiver.taken()).isEqualTo(all(100));
                assertThat(receiver.times("alert-" + slow)).isGreaterThan(1);
                Map<String, Long> counters =
                        job.metrics().operators().get("hook").counters();
                assertThat(counters.get("delivered")).isEqualTo(100);
                assertThat(counters.get("retries")).isPositive();
            }
        });
    }

    @Test
    void shouldHaveTheSameKeyBehindACrashAndMissNothing() throws Exception {
        CountDownLatch crashed = new CountDownLatch(1);
        // Nothing beyond is taken from the first process, which is killed while it posts that.
        Receiver.Plan plan =
                (key, time) -> crashed.getCount() > 0 && Integer.parseInt(key.substring("alert-".length())) >= 150
                        ? Receiver.Answer.HANG
                        : Receiver.Answer.TAKE;
        try (Receiver receiver = new Receiver(plan)) {
            JobOptions options = JobOptions.parallelism(2)
                    .withSnapshots(Snapshots.in(directory).every(Duration.ofMillis(10)));
            try (Engine engine = Engine.create();
                    Job job = engine.start(pipeline(300, hook(receiver.uri()).inFlight(3)), options)) {
                receiver.awaitTaken(150);
                job.cancel();
            }
            assertThat(receiver.taken()).hasSizeLessThan(300);
            crashed.countDown();
            try (Engine engine = Engine.create();
                    Job job =
                            engine.start(pipeline(300, hook(receiver.uri()).inFlight(5)), options.withParallelism(3))) {
                job.join();
            }
            assertThat(receiver.taken()).isEqualTo(all(300));
        }
    }

    @Test
    void shouldFailTheJobOnWhatIsRejectedAndTellTheEvent() throws Exception {
        try (Receiver receiver = new Receiver(
                        (key, time) -> key.equals("alert-7") ? Receiver.Answer.REJECT : Receiver.Answer.TAKE);
                Engine engine = Engine.create();
                Job job = engine.start(pipeline(20, hook(receiver.uri())))) {
            assertThatThrownBy(job::join)
                    .isInstanceOf(OperatorException.class)
                    .hasMessageContaining("hook")
                    .hasMessageContaining("alert 7")
                    .hasStackTraceContaining(
                            "has rejected the result with key 'alert-7': it answered 422, no such thing");
        }
    }

    @Test
    void shouldHandOverWhatIsRejected() throws Exception {
        Queue<Webhook.Rejected<Alert>> letters = new ConcurrentLinkedQueue<>();
        try (Receiver receiver =
                        new Receiver((key, time) -> key.endsWith("3") ? Receiver.Answer.REJECT : Receiver.Answer.TAKE);
                Engine engine = Engine.create();
                Job job = engine.start(pipeline(20, hook(receiver.uri()).rejectedTo(letters::add)))) {
            job.join();
            assertThat(receiver.taken()).hasSize(18);
            assertThat(letters).extracting(Webhook.Rejected::key).containsExactlyInAnyOrder("alert-3", "alert-13");
            assertThat(letters).allSatisfy(letter -> {
                assertThat(letter.status()).isEqualTo(422);
                assertThat(letter.answer()).startsWith("no such thing").hasSize(1_024);
            });
            assertThat(job.metrics().operators().get("hook").counters())
                    .containsEntry(io.millrace.metrics.Metrics.DEAD_LETTERS, 2L);
        }
    }

    @Test
    void shouldFailTheJobWhenNobodyTakesItForTooLongAndGoOnBehindARestart() throws Exception {
        AtomicInteger failures = new AtomicInteger();
        CountDownLatch works = new CountDownLatch(1);
        try (Receiver receiver = new Receiver((key, time) -> {
                    failures.incrementAndGet();
                    return works.getCount() > 0 ? Receiver.Answer.FAIL : Receiver.Answer.TAKE;
                });
                Engine engine = Engine.create();
                Job job = engine.start(
                        pipeline(5, hook(receiver.uri()).patience(Duration.ofMillis(100))),
                        JobOptions.defaults()
                                .withRestart(Restart.fixedDelay(1_000, Duration.ZERO))
                                .withListener(new io.millrace.job.JobListener() {
                                    @Override
                                    public void onRestart(Throwable failure, Duration delay) {
                                        assertThat(failure).hasStackTraceContaining("it answered 500, it is broken");
                                        works.countDown();
                                    }
                                }))) {
            job.join();
            assertThat(receiver.taken()).isEqualTo(all(5));
            assertThat(failures).hasValueGreaterThan(5);
        }
    }

    @Test
    void shouldEndAtOnceWhenItIsCancelledAndNobodyIsThere() throws Exception {
        URI nowhere;
        try (Receiver gone = new Receiver((key, time) -> Receiver.Answer.TAKE)) {
            nowhere = gone.uri();
        }
        try (Engine engine = Engine.create();
                Job job = engine.start(pipeline(5, hook(nowhere)))) {
            Awaiting.until(
                    () -> job.metrics().operators().get("hook").counters().getOrDefault("retries", 0L) >= 3);
            job.cancel();
            job.join();
        }
    }

    @Test
    void shouldRefuseWhatIsNoAddressOrKey() {
        assertThatThrownBy(() -> Webhook.to(URI.create("ftp://example/x"), Object::toString))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no address that can be posted to");
        Map.of(
                        "",
                        "is empty",
                        " ",
                        "is not of printable ASCII",
                        "schl\u00fcssel",
                        "is not of printable ASCII",
                        "a\nb",
                        "is not of printable ASCII")
                .forEach((key, why) -> {
                    Webhook<Alert> nameless = Webhook.to(URI.create("http://127.0.0.1:9/"), alert -> key);
                    try (Engine engine = Engine.create();
                            Job job = engine.start(pipeline(1, nameless))) {
                        assertThatThrownBy(job::join)
                                .hasMessageContaining("alert 0")
                                .hasStackTraceContaining("the key of a result " + why);
                    }
                });
    }

    @Test
    void shouldPostAResultAgainThoughNoOtherFollows() throws Exception {
        PushSource<Alert> alerts = Sources.push(1);
        Pipeline pipeline = Pipeline.create("alerts");
        try (Receiver receiver = new Receiver((key, time) -> time < 3 ? Receiver.Answer.FAIL : Receiver.Answer.TAKE);
                Engine engine = Engine.create()) {
            pipeline.source("alerts", alerts).to("hook", hook(receiver.uri()));
            Job job = engine.start(pipeline);
            alerts.emit(Alert.of(1));
            receiver.awaitTaken(1);
            job.cancel();
        }
    }
}
