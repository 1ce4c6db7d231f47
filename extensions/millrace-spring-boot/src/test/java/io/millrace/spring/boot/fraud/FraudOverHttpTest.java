package io.millrace.spring.boot.fraud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.dashboard.Dashboard;
import io.millrace.spring.boot.actuate.MillraceEndpoint;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** The application of the guide with its web server, the actuator and Prometheus. */
class FraudOverHttpTest {

    private static final Instant TEN = Instant.parse("2024-01-15T10:00:00Z");

    @TempDir
    private static Path directory;

    private static ConfigurableApplicationContext application;
    private static FraudClient client;

    @BeforeAll
    static void start() {
        application = SpringApplication.run(
                FraudApplication.class,
                "--server.port=0",
                "--fraud.directory=" + directory,
                "--millrace.dashboard.enabled=true",
                "--spring.main.banner-mode=off");
        client = new FraudClient(application.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
        assertThat(client.post(new Transaction("T1", "U1", 1_500, "US", TEN))).isEqualTo(202);
        assertThat(client.post(new Transaction("T2", "U2", 1, "US", TEN.plusSeconds(600))))
                .isEqualTo(202);
        client.await("/actuator/millrace/fraud", job -> events(job) >= 2);
    }

    private static long events(JsonNode job) {
        return job.at("/tasks/0/eventsIn").asLong();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void shouldAnswerFromAViewOfTheJob() {
        JsonNode alert = client.await("/alerts/U1", answer -> true);

        assertThat(alert.get("rule").asString()).isEqualTo("HIGH_VALUE");
        assertThat(client.get("/alerts/U2").statusCode()).isEqualTo(404);
    }

    @Test
    void shouldTellTheHealthOfTheJobs() {
        JsonNode health = client.json("/actuator/health");

        assertThat(health.at("/components/millrace/status").asString()).isEqualTo("UP");
        assertThat(health.at("/components/millrace/details/jobs/fraud").asString())
                .isEqualTo("RUNNING");
        assertThat(client.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
        assertThat(client.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldTellPrometheusWhatTheJobMeasures() {
        client.get("/actuator/prometheus");
        String metrics = client.get("/actuator/prometheus").body();

        assertThat(metrics)
                .contains("millrace_job_state{pipeline=\"fraud\",state=\"running\"} 1.0")
                .contains("millrace_task_events_in_total{pipeline=\"fraud\",subtask=\"0\",task=\"transactions\"} ")
                .contains("millrace_ready 1.0");
    }

    @Test
    void shouldListTheJobs() {
        JsonNode overview = client.json("/actuator/millrace");

        assertThat(overview.at("/health/ready").asBoolean()).isTrue();
        assertThat(overview.at("/jobs/0/name").asString()).isEqualTo("fraud");
        assertThat(overview.at("/jobs/0/state").asString()).isEqualTo("RUNNING");
    }

    @Test
    void shouldTellWhatAJobTellsAboutItself() {
        JsonNode job = client.json("/actuator/millrace/fraud");

        assertThat(job.at("/tasks/0/name").asString()).isEqualTo("transactions-0");
        assertThat(job.at("/uptime").asString()).startsWith("PT");
        assertThat(job.at("/snapshots/failed").asLong()).isZero();
        assertThat(client.get("/actuator/millrace/unknown").statusCode()).isEqualTo(404);
    }

    @Test
    void shouldTellThePlanAndTheBottleneck() {
        assertThat(client.get("/actuator/millrace/fraud/plan").body()).contains("velocity");
        assertThat(client.json("/actuator/millrace/fraud/bottleneck")
                        .at("/text")
                        .asString())
                .isNotEmpty();
        assertThat(client.get("/actuator/millrace/fraud/weather").statusCode()).isEqualTo(400);
        assertThat(client.get("/actuator/millrace/unknown/plan").statusCode()).isEqualTo(404);
    }

    @Test
    void shouldTakeASnapshotThatIsKept() {
        HttpResponse<String> answer = client.post("/actuator/millrace/fraud", "{\"name\": \"before-upgrade\"}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"name\":\"before-upgrade\"");
        assertThat(directory.resolve("snapshots/fraud")).isDirectory();
    }

    @Test
    void shouldRefuseASnapshotThatCannotBe() {
        MillraceEndpoint endpoint = application.getBean(MillraceEndpoint.class);

        assertThat(client.post("/actuator/millrace/unknown", "{}").statusCode()).isEqualTo(400);
        assertThat(client.post("/actuator/millrace/fraud", "{\"name\": \"a/b\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThatThrownBy(() -> endpoint.snapshot("unknown", null))
                .isInstanceOf(InvalidEndpointRequestException.class)
                .hasMessage("there is no job 'unknown'; there are [fraud]");
    }

    @Test
    void shouldServeTheDashboard() throws Exception {
        HttpRequest page = HttpRequest.newBuilder(
                        application.getBean(Dashboard.class).url())
                .build();

        HttpResponse<String> answer = HttpClient.newHttpClient().send(page, HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("<html");
    }

    @Test
    void shouldBeConfiguredAsTheGuideShows() throws Exception {
        String guide = Files.readString(Path.of("../../docs/guides/spring-boot.md"));

        assertThat(guide).contains(Files.readString(Path.of("src/test/resources/application.yaml")));
    }
}
