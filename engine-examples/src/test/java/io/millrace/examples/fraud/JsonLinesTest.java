package io.millrace.examples.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.source.Line;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonLinesTest {

    private static final Instant TIME = Instant.parse("2024-01-15T10:03:00Z");

    @Test
    void shouldWriteTheAmountAsItWasGiven() {
        assertThat(JsonLines.of(new Alert.HighValue("U2", "T5", TIME, new BigDecimal("1500"))))
                .isEqualTo("{\"rule\":\"HIGH_VALUE\",\"user\":\"U2\",\"transaction\":\"T5\","
                        + "\"time\":\"2024-01-15T10:03:00.000Z\",\"amount\":1500,\"actions\":[\"FLAG_FOR_REVIEW\"]}");
        assertThat(JsonLines.of(new Alert.HighValue("U2", "T5", TIME, new BigDecimal("1500.10"))))
                .contains("\"amount\":1500.10,");
        assertThat(JsonLines.of(new Alert.HighValue("U2", "T5", TIME, new BigDecimal("2e3"))))
                .contains("\"amount\":2000,");
    }

    @Test
    void shouldWriteWindowAndCount() {
        Instant start = Instant.parse("2024-01-15T10:00:00Z");
        Instant end = Instant.parse("2024-01-15T10:05:00Z");
        assertThat(JsonLines.of(new Alert.HighVelocity("U1", "T4", TIME, start, end, 4)))
                .isEqualTo("{\"rule\":\"HIGH_VELOCITY\",\"user\":\"U1\",\"transaction\":\"T4\","
                        + "\"time\":\"2024-01-15T10:03:00.000Z\",\"windowStart\":\"2024-01-15T10:00:00.000Z\","
                        + "\"windowEnd\":\"2024-01-15T10:05:00.000Z\",\"count\":4,"
                        + "\"actions\":[\"BLOCK_NEXT_TRANSACTION\",\"NOTIFY_USER\"]}");
    }

    @Test
    void shouldWriteSessionAndCountries() {
        Instant start = Instant.parse("2024-01-15T10:00:00.123456Z");
        assertThat(JsonLines.of(new Alert.MultipleCountries("U \"1\"", "T4", TIME, start, TIME, List.of("UK", "US"))))
                .isEqualTo("{\"rule\":\"MULTIPLE_COUNTRIES\",\"user\":\"U \\\"1\\\"\",\"transaction\":\"T4\","
                        + "\"time\":\"2024-01-15T10:03:00.000Z\",\"windowStart\":\"2024-01-15T10:00:00.123456Z\","
                        + "\"windowEnd\":\"2024-01-15T10:03:00.000Z\",\"countries\":[\"UK\",\"US\"],"
                        + "\"actions\":[\"BLOCK_NEXT_TRANSACTION\",\"NOTIFY_USER\"]}");
    }

    @Test
    void shouldWriteLateTransactions() {
        Transaction transaction = new Transaction("T1", "U1", new BigDecimal("0.50"), "US", TIME);
        assertThat(JsonLines.of(new LateTransaction(Rule.HIGH_VELOCITY, transaction)))
                .isEqualTo("{\"rule\":\"HIGH_VELOCITY\",\"id\":\"T1\",\"user\":\"U1\",\"amount\":0.50,"
                        + "\"country\":\"US\",\"time\":\"2024-01-15T10:03:00.000Z\"}");
    }

    @Test
    void shouldWriteWhyALineWasRejected() {
        Line line = new Line(Path.of("in.csv"), 7, "T1,U1,\"x\"");
        assertThat(JsonLines.of(new UnreadableLineException(line, "amount", "'x' is not a number")))
                .isEqualTo("{\"file\":\"in.csv\",\"line\":7,\"column\":\"amount\",\"reason\":\"'x' is not a number\","
                        + "\"text\":\"T1,U1,\\\"x\\\"\"}");
    }
}
