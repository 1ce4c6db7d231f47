package io.millrace.systems.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.source.RequestId;
import io.millrace.systems.common.Client;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program over HTTP. */
class PaymentsTest {

    private static final Path PAGE = Path.of("..", "docs", "systems", "payments.md");

    private static final ModelOptions ANSWERS = new ModelOptions(0, Duration.ofMinutes(1));
    private static final ModelOptions SILENT = new ModelOptions(1, Duration.ofMillis(1));

    @TempDir
    private Path data;

    @Test
    void shouldSayWhatThePageShows() throws Exception {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (PaymentsSystem system = new PaymentsSystem(data, 0, ANSWERS)) {
            new Conversation(system, new PrintStream(said, true, StandardCharsets.UTF_8)).run();
        }
        assertThat(Files.readString(PAGE).lines())
                .as("what the program says now:%n%s", said.toString(StandardCharsets.UTF_8))
                .containsAll(said.toString(StandardCharsets.UTF_8).lines().toList());
    }

    @Test
    void shouldLetGoOfWhatItKeepsWhenItCannotListen() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> new PaymentsSystem(data, taken.getLocalPort(), ANSWERS))
                    .hasMessageContaining("cannot listen");
        }
        new PaymentsSystem(data, 0, ANSWERS).close();
    }

    @Test
    void shouldDecideWithoutTheModelWhenThatIsSilent() {
        try (PaymentsSystem system = new PaymentsSystem(data, 0, SILENT)) {
            Outcome outcome = pay(system, new Payment("p1", "ada", 100, "GB"));
            assertThat(outcome.action()).isEqualTo(Action.ALLOW);
            assertThat(outcome.reasons())
                    .containsExactly("the model has not answered in time: scored by the amount alone");
        }
    }

    @Test
    void shouldTellWhoeverAsksAgainTheSameInALaterProcess() {
        Payment payment = new Payment("p1", "ada", 600_000, "GB");
        Outcome first;
        try (PaymentsSystem system = new PaymentsSystem(data, 0, ANSWERS)) {
            pay(system, new Payment("p0", "ada", 100, "DE"));
            first = pay(system, payment);
        }
        assertThat(first.action()).isEqualTo(Action.REVIEW);
        try (PaymentsSystem system = new PaymentsSystem(data, 0, ANSWERS)) {
            assertThat(pay(system, payment)).isEqualTo(first);
            assertThat(pay(system, new Payment("p2", "ada", 100, "FR")).reasons())
                    .as("the hour goes on")
                    .containsExactly("travel: 3 countries within an hour, more than 2");
        }
    }

    @Test
    void shouldRefusePaymentsOfNothing() {
        try (PaymentsSystem system = new PaymentsSystem(data, 0, ANSWERS)) {
            HttpResponse<String> answer = new Client(system.uri())
                    .post("/payments", Map.of("id", "p1", "user", "ada", "cents", 0, "country", "GB"));
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("cents must be positive, not 0");
        }
    }

    private static Outcome pay(PaymentsSystem system, Payment payment) {
        HttpResponse<String> answer = new Client(system.uri()).post("/payments", payment);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Client.JSON.readValue(answer.body(), Outcome.class);
    }

    @Test
    void shouldHaveTheStrictestRuleWin() {
        Facts facts = new Facts(6_000, 0, 7, 6_000, 1, 0, 0.1);
        Evidence evidence = new Evidence(
                new RequestId("s", 1, 1),
                0,
                new Payment("p", "u", 1, "GB"),
                Profile.unknown("u"),
                Rule.DEFAULTS,
                0.1,
                true);
        assertThat(Decision.of(evidence, facts).outcome())
                .isEqualTo(new Outcome(
                        "p",
                        Action.BLOCK,
                        List.of(
                                "large: an amount of 6000, more than 5000",
                                "burst: 7 payments within a minute, more than 5")));
    }
}
