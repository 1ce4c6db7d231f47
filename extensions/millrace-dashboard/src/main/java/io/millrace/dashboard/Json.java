package io.millrace.dashboard;

import io.millrace.state.log.SafeText;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** How values are told: instants as epoch milliseconds, durations as milliseconds, what cannot be written as text. */
final class Json {

    static final JsonMapper MAPPER = JsonMapper.builder().build();

    private static final double NANOS_PER_MILLI = 1e6;

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    static byte[] bytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /** Durations, also those that no long has in nanoseconds. */
    static double millis(Duration duration) {
        return duration.getSeconds() * 1e3 + duration.getNano() / NANOS_PER_MILLI;
    }

    /** Empty for those that are out of the range of milliseconds, such as the end of the stream. */
    static Optional<Long> millis(Instant instant) {
        try {
            return Optional.of(instant.toEpochMilli());
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** A value of the user's: as JSON where it can be, which the user's classes may refuse in any way. */
    static JsonNode ofUser(Object value) {
        try {
            return MAPPER.valueToTree(value);
        } catch (RuntimeException | StackOverflowError e) {
            return StringNode.valueOf(SafeText.of(value));
        }
    }
}
