package io.millrace.examples.fraud;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The transactions that the tests run on, and what is to be found in them. Parsed without the code under test. */
final class FraudData {

    private static final ObjectMapper JSON = new ObjectMapper();

    private FraudData() {}

    static Path csv() {
        return resource("transactions.csv");
    }

    static List<Transaction> transactions() throws IOException {
        try (Stream<String> lines = Files.lines(csv())) {
            return lines.skip(1).map(FraudData::transaction).toList();
        }
    }

    static FraudOracle.Expected expected() throws IOException {
        JsonNode root = JSON.readTree(resource("transactions.expected.json").toFile());
        return new FraudOracle.Expected(
                stream(root.get("HIGH_VALUE"))
                        .map(node -> text(node, "transaction"))
                        .collect(toSet()),
                stream(root.get("HIGH_VELOCITY"))
                        .map(node -> new FraudOracle.Burst(
                                text(node, "user"),
                                time(node, "windowStart"),
                                time(node, "windowEnd"),
                                node.get("count").asLong()))
                        .collect(toSet()),
                stream(root.get("MULTIPLE_COUNTRIES"))
                        .map(node -> new FraudOracle.Session(
                                text(node, "user"),
                                time(node, "firstEvent"),
                                time(node, "lastEvent"),
                                new TreeSet<>(texts(node.get("countries")))))
                        .collect(toSet()));
    }

    /** Alerts as the program wrote them. */
    static List<Alert> alerts(Path jsonLines) throws IOException {
        try (Stream<String> lines = Files.lines(jsonLines)) {
            return lines.map(FraudData::json).map(FraudData::alert).toList();
        }
    }

    static List<JsonNode> objects(Path jsonLines) throws IOException {
        try (Stream<String> lines = Files.lines(jsonLines)) {
            return lines.map(FraudData::json).toList();
        }
    }

    static Instant time(JsonNode node, String field) {
        return Instant.parse(text(node, field));
    }

    static String text(JsonNode node, String field) {
        return Objects.requireNonNull(node.get(field), () -> field + " in " + node)
                .asText();
    }

    static List<String> texts(JsonNode array) {
        return stream(array).map(JsonNode::asText).toList();
    }

    static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + line, e);
        }
    }

    private static Alert alert(JsonNode node) {
        String user = text(node, "user");
        String transaction = text(node, "transaction");
        Instant time = time(node, "time");
        return switch (Rule.valueOf(text(node, "rule"))) {
            case HIGH_VALUE ->
                new Alert.HighValue(
                        user,
                        transaction,
                        time,
                        new BigDecimal(node.get("amount").asText()));
            case HIGH_VELOCITY ->
                new Alert.HighVelocity(
                        user,
                        transaction,
                        time,
                        time(node, "windowStart"),
                        time(node, "windowEnd"),
                        node.get("count").asLong());
            case MULTIPLE_COUNTRIES ->
                new Alert.MultipleCountries(
                        user,
                        transaction,
                        time,
                        time(node, "windowStart"),
                        time(node, "windowEnd"),
                        texts(node.get("countries")));
        };
    }

    private static Transaction transaction(String line) {
        String[] values = line.split(",", -1);
        return new Transaction(values[0], values[1], new BigDecimal(values[2]), values[3], Instant.parse(values[4]));
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static Path resource(String name) {
        URL url = Objects.requireNonNull(FraudData.class.getResource("/fraud/" + name), name);
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
