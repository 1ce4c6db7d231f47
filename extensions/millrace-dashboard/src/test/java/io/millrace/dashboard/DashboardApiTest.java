package io.millrace.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.dashboard.Client.Answer;
import io.millrace.dashboard.Samples.Reading;
import io.millrace.job.JobState;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The JSON of the dashboard, over HTTP. */
class DashboardApiTest {

    private final Engine engine = Engine.withWorkers(2);
    private final PushSource<Reading> readings = Sources.push(100);
    private final Dashboard dashboard = Dashboard.untimed(engine, DashboardOptions.defaults());
    private final Client client = new Client(dashboard.url());

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        dashboard.close();
        engine.close();
    }

    private Job startWindows() {
        return engine.start(Samples.well("sensors", readings), JobOptions.parallelism(2));
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    private static Set<String> texts(JsonNode array, String member) {
        return list(array).stream().map(each -> each.get(member).stringValue()).collect(Collectors.toSet());
    }

    @Test
    void shouldListJobsOfOneNameApart() {
        startWindows();
        engine.start(Samples.well("sensors", Sources.push(1))).cancel();
        JsonNode list = client.get("/api/jobs").json();
        assertThat(list.get("engine").stringValue()).isEqualTo("Engine of 2 workers");
        assertThat(list.get("actions").booleanValue()).isFalse();
        assertThat(list.get("jobs")).extracting(job -> job.get("id").intValue()).containsExactly(1, 2);
        assertThat(texts(list.get("jobs"), "name")).containsExactly("sensors");
    }

    @Test
    void shouldTellThePlanAsTheEngineDoesByTheNamesOfMetrics() {
        Job started = startWindows();
        Answer answer = client.get("/api/jobs/1/plan");
        assertThat(answer.body()).isEqualTo(started.plan().json());
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        JsonNode plan = answer.json();
        JsonNode job = client.get("/api/jobs/1").json();
        assertThat(texts(plan.get("tasks"), "name"))
                .isEqualTo(texts(job.get("tasks"), "node"))
                .contains("readings", "per second");
        assertThat(list(plan.get("tasks")).get(0).get("nodes"))
                .extracting(node -> node.get("kind").stringValue())
                .startsWith("source", "filter", "timestamps");
    }

    @Test
    void shouldTellSinceWhenJobRunsThoughNobodyHasLookedBefore() {
        startWindows();
        long started = System.currentTimeMillis();
        JsonNode job = client.get("/api/jobs/1").json();
        assertThat(job.get("runningSince").longValue()).isLessThanOrEqualTo(started);
    }

    @Test
    void shouldTellWhatTasksHaveDone() {
        startWindows();
        emit("s1", 0);
        awaitTask("readings-0", task -> task.get("eventsIn").longValue() == 1);
        JsonNode windows = awaitTask("per second-0", task -> task.has("watermark"));
        assertThat(windows.get("watermark").longValue()).isEqualTo(-201);
        assertThat(windows.get("ended").booleanValue()).isFalse();
        readings.complete();
        awaitTask("per second-1", task -> task.get("ended").booleanValue());
    }

    private void emit(String sensor, long time) {
        readings.emit(new Reading(sensor, 20, time));
    }

    private JsonNode awaitTask(String name, Predicate<JsonNode> condition) {
        return Awaiting.value(() -> list(client.get("/api/jobs/1").json().get("tasks")).stream()
                .filter(task -> task.get("name").stringValue().equals(name) && condition.test(task))
                .findFirst());
    }

    @Test
    void shouldExplainWhyThereIsNoResult() {
        startWindows();
        emit("s1", 0);
        awaitTask("readings-0", task -> task.get("eventsIn").longValue() == 1);
        JsonNode told =
                client.get("/api/jobs/1/explain?window=per%20second&key=s9").json();
        assertThat(told.get("cause").stringValue()).isEqualTo("NO_SUCH_KEY");
        assertThat(told.get("text").stringValue()).contains("s9");
    }

    @Test
    void shouldTellWhatIsKeptOfAKey() {
        startWindows();
        emit("s1", 0);
        emit("s1", 1);
        emit("s2", 2);
        JsonNode kept = Awaiting.value(() -> Optional.of(client.get("/api/jobs/1/state?operator=per%20second&key=s1")
                        .json())
                .filter(state -> state.get("entries").size() == 1
                        && state.get("entries")
                                .get(0)
                                .get("value")
                                .stringValue()
                                .equals("2")));
        assertThat(kept.get("entries").get(0).get("place").stringValue())
                .isEqualTo("1970-01-01T00:00:00Z to 1970-01-01T00:00:01Z");
        assertThat(kept.get("task").stringValue()).startsWith("per second-");
        assertThat(client.get("/api/jobs/1/state?operator=per%20second&key=s3")
                        .json()
                        .get("entries"))
                .isEmpty();
    }

    @Test
    void shouldSayWhyStateCannotBeLookedAt() {
        startWindows().cancel();
        Answer answer = Awaiting.value(() -> Optional.of(client.get("/api/jobs/1/state?operator=per%20second&key=s1"))
                .filter(told -> told.status() != 200));
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.detail()).contains("its state is gone");
    }

    private enum Hall {
        NORTH,
        SOUTH
    }

    private record Place(String city, int floor) {}

    private static Stream<Arguments> keys() {
        return Stream.of(
                Arguments.of(Integer.class, 7, "7", "seven"),
                Arguments.of(Long.class, Long.MIN_VALUE, "-9223372036854775808", "9223372036854775808"),
                Arguments.of(Boolean.class, true, "true", "maybe"),
                Arguments.of(Hall.class, Hall.SOUTH, "SOUTH", "EAST"),
                Arguments.of(
                        Place.class,
                        new Place("K\u00f6ln", 2),
                        "%7B%22city%22%3A%22K%C3%B6ln%22%2C%22floor%22%3A2%7D",
                        "K%C3%B6ln"));
    }

    @ParameterizedTest
    @MethodSource("keys")
    <K> void shouldTakeKeysOfTheirTypeAsText(Class<K> type, K key, String text, String other) {
        PushSource<Reading> push = Sources.push(1);
        Pipeline pipeline = Pipeline.create("typed");
        pipeline.source("readings", push)
                .keyBy(reading -> key, type)
                .process("counting", () -> new Samples.CountingBy<K>())
                .to("nowhere", Sinks.discard());
        engine.start(pipeline, JobOptions.parallelism(3));
        push.emit(new Reading("s1", 1, 1));
        String address = "/api/jobs/1/state?operator=counting&key=";
        JsonNode kept =
                Awaiting.value(() -> Optional.of(client.get(address + text).json())
                        .filter(state -> state.get("entries").size() == 1));
        assertThat(kept.get("entries").get(0).get("value").stringValue()).isEqualTo("1");
        Answer refused = client.get(address + other);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.detail()).contains("is no key: wanted is a value of " + type.getSimpleName());
    }

    @Test
    void shouldTellNumbersThatJavaScriptWouldRoundAsText() {
        PushSource<Reading> push = Sources.push(1);
        Pipeline pipeline = Pipeline.create("large");
        pipeline.source("readings", push)
                .keyBy(Reading::time, Long.class)
                .view(
                        "exact",
                        reading -> List.of(
                                9_007_199_254_740_991L,
                                9_007_199_254_740_993L,
                                -9_007_199_254_740_991L,
                                Long.MIN_VALUE,
                                BigInteger.TEN,
                                new BigInteger("18446744073709551616"),
                                new BigDecimal("0.1"),
                                new BigDecimal("0.10000000000000000001"),
                                1e300))
                .to("nowhere", Sinks.discard());
        engine.start(pipeline);
        push.emit(new Reading("s1", 1, Long.MAX_VALUE));
        assertThat(awaitRows("/api/jobs/1/views/exact", 1).get("rows").toString())
                .isEqualTo("[{\"key\":\"9223372036854775807\",\"row\":[9007199254740991,\"9007199254740993\","
                        + "-9007199254740991,\"-9223372036854775808\",10,\"18446744073709551616\",0.1,"
                        + "\"0.10000000000000000001\",1.0E300]}]");
    }

    @Test
    void shouldTellOnceWhatTheStreamTells() {
        startWindows();
        JsonNode update = client.get("/api/update?job=1").json();
        assertThat(update.get("jobs")).hasSize(1);
        assertThat(update.get("job").get("name").stringValue()).isEqualTo("sensors");
        assertThat(client.get("/api/update").json().has("job")).isFalse();
    }

    @Test
    void shouldShowRowsOfViews() {
        startWindows();
        emit("s1", 0);
        emit("s2", 1);
        emit("s2", 2);
        emit("s1", 5_000);
        JsonNode rows = awaitRows("/api/jobs/1/views/counts", 2);
        assertThat(rows.get("rows").toString()).isEqualTo("[{\"key\":\"s1\",\"row\":1},{\"key\":\"s2\",\"row\":2}]");
        assertThat(rows.get("more").booleanValue()).isFalse();
        assertThat(client.get("/api/jobs/1/views/counts?limit=1")
                        .json()
                        .get("more")
                        .booleanValue())
                .isTrue();
        assertThat(client.get("/api/jobs/1/views/counts?key=s2")
                        .json()
                        .get("rows")
                        .toString())
                .isEqualTo("[{\"key\":\"s2\",\"row\":2}]");
        assertThat(client.get("/api/jobs/1/views/counts?key=s3").json().get("rows"))
                .isEmpty();
    }

    private JsonNode awaitRows(String path, int rows) {
        return Awaiting.value(() -> Optional.of(client.get(path).json())
                .filter(answer -> answer.get("rows").size() == rows));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    GET  | /api                                    | 404 | nothing at this address
                    GET  | /api/job                                | 404 | nothing at this address
                    GET  | /api/jobs/7                             | 404 | no job 7
                    GET  | /api/jobs/1/nothing                     | 404 | nothing at this address
                    GET  | /api/jobs/1/plan/more                   | 404 | nothing at this address
                    GET  | /api/jobs/1/views/none                  | 404 | no view 'none'
                    GET  | /api/jobs/1/explain?window=none&key=a   | 404 | no operator 'none'
                    GET  | /api/jobs/1/explain?key=a               | 400 | window=
                    GET  | /api/jobs/1/explain?window=per+second   | 400 | key=
                    GET  | /api/jobs/1/explain?window=readings&key=a | 400 | readings
                    GET  | /api/jobs/1/state?operator=none&key=a   | 404 | no operator 'none'
                    GET  | /api/jobs/1/state?key=a                 | 400 | operator=
                    GET  | /api/jobs/1/state?operator=per+second   | 400 | key=
                    GET  | /api/jobs/1/state?operator=readings&key=a | 400 | no operator with keys 'readings'
                    POST | /api/jobs/1/state                       | 405 | POST
                    POST | /api/update                             | 405 | POST
                    GET  | /api/jobs/1/views/counts?limit=x        | 400 | limit=
                    GET  | /api/jobs/1/views/counts?limit=1001     | 400 | limit=
                    POST | /api/jobs                               | 405 | POST
                    POST | /                                       | 405 | POST
                    PUT  | /api/stream                             | 405 | PUT
                    GET  | /api/jobs/1/stop                        | 405 | POST
                    GET  | /api/login                              | 405 | POST
                    GET  | /vendor/                                | 404 | nothing at this address
                    GET  | /../Dashboard.class                     | 404 | nothing at this address
                    GET  | /..%2f..%2fmodule-info.class            | 404 | nothing at this address
                    POST | /api/jobs/1/stop                        | 403 | looked at only
                    """)
    void shouldSayAsJsonWhatIsWrongWithARequest(String method, String path, int status, String detail) {
        startWindows();
        Answer answer = client.send(method, path, "");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.detail()).contains(detail);
        assertThat(answer.json().get("status").intValue()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.header("Allow").isEmpty()).isEqualTo(status != 405);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "127.0.0.1.evil.example",
                "localhost.evil.example",
                "",
                "[::2]:80",
                "[fe80::1]",
                "[::1",
                "[evil.example]",
                "[1.2.3.4]"
            })
    void shouldNotAnswerToNamesOfOthersThatLeadHere(String host) {
        startWindows();
        Answer answer = client.sendTo(host, "GET", "/api/jobs", "");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).doesNotContain("sensors");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost:1",
                "127.0.0.1:8080",
                "[::1]:8080",
                "[0:0:0:0:0:0:0:1]:8080",
                "[::ffff:127.0.0.1]"
            })
    void shouldAnswerToNamesOfThisMachine(String host) {
        assertThat(client.sendTo(host, "GET", "/api/jobs", "").status()).isEqualTo(200);
    }

    @Test
    void shouldTakeSnapshotStopAndDrainWhereThatIsAllowed() {
        Job job = engine.start(
                Samples.well("sensors", Sources.push(1)),
                JobOptions.parallelism(1).withSnapshots(Snapshots.in(directory).every(Duration.ofDays(1))));
        Job other = startWindows();
        try (Dashboard acting =
                Dashboard.untimed(engine, DashboardOptions.defaults().withActions())) {
            Client actor = new Client(acting.url());
            Answer taken = actor.post("/api/jobs/1/snapshot", "");
            assertThat(taken.status()).isEqualTo(200);
            assertThat(taken.json().get("id").longValue())
                    .isEqualTo(job.metrics().snapshots().latest().orElseThrow().id());
            assertThat(actor.post("/api/jobs/2/snapshot", "").status()).isEqualTo(409);
            assertThat(actor.post("/api/jobs/1/stop", "").status()).isEqualTo(202);
            assertThat(actor.post("/api/jobs/2/drain", "").status()).isEqualTo(202);
            assertThat(job.join()).isEqualTo(JobState.FINISHED);
            assertThat(other.join()).isEqualTo(JobState.FINISHED);
            assertThat(actor.post("/api/jobs/1/snapshot", "").status()).isEqualTo(409);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://evil.example",
                "Origin: null",
                "Origin: http://localhost:1",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site"
            })
    void shouldDoNothingForPagesOfOthers(String header) {
        Job job = startWindows();
        try (Dashboard acting =
                Dashboard.untimed(engine, DashboardOptions.defaults().withActions())) {
            Answer answer = new Client(acting.url()).post("/api/jobs/1/stop", "", header);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(job.state()).isEqualTo(JobState.RUNNING);
        }
    }

    @Test
    void shouldActForItsOwnPage() {
        Job job = startWindows();
        try (Dashboard acting =
                Dashboard.untimed(engine, DashboardOptions.defaults().withActions())) {
            String origin = "Origin: http://" + acting.url().getAuthority();
            Answer answer =
                    new Client(acting.url()).post("/api/jobs/1/stop", "", origin, "Sec-Fetch-Site: same-origin");
            assertThat(answer.status()).isEqualTo(202);
            assertThat(job.join()).isEqualTo(JobState.FINISHED);
        }
    }

    @Test
    void shouldSendThePageWithAPolicyThatLetsNothingElseIn() {
        Answer page = client.get("/");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'", "frame-ancestors 'none'");
        assertThat(client.send("HEAD", "/app.js", "").body()).isEmpty();
        assertThat(client.get("/vendor/LICENCES.txt").body()).contains("uPlot", "dagre", "preact", "htm");
    }

    @Test
    void shouldShowKeysAndRowsThatCannotBeWrittenAsText() {
        PushSource<Reading> push = Sources.push(1);
        Pipeline pipeline = Pipeline.create("odd");
        pipeline.source("readings", push)
                .keyBy(Reading::sensor, String.class)
                .view("odd", reading -> new Object() {
                    @Override
                    public String toString() {
                        return "odd " + reading.sensor();
                    }

                    @SuppressWarnings({"unused", "EffectivelyPrivate"}) // by Jackson
                    public int getValue() {
                        throw new IllegalStateException("not to be asked");
                    }
                })
                .to("nowhere", Sinks.discard());
        engine.start(pipeline);
        push.emit(new Reading("s1", 1, 1));
        assertThat(awaitRows("/api/jobs/1/views/odd", 1).get("rows").toString())
                .isEqualTo("[{\"key\":\"s1\",\"row\":\"odd s1\"}]");
    }
}
