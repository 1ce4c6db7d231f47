package io.millrace.dashboard;

import io.millrace.state.log.SafeText;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.util.JsonGeneratorDelegate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * How values are told: instants as epoch milliseconds, durations as milliseconds, as text what cannot be written, and
 * numbers that JavaScript would round.
 */
final class Json {

    static final JsonMapper MAPPER = JsonMapper.builder().build();

    private static final double NANOS_PER_MILLI = 1e6;

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static String text(JsonNode node) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = new ExactNumbers(MAPPER.createGenerator(text))) {
            MAPPER.writeValue(out, node);
        }
        return text.toString();
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

    /** Writes as text the numbers that a double does not have with all digits. */
    private static final class ExactNumbers extends JsonGeneratorDelegate {

        private static final int BITS = 53;
        private static final int DIGITS = 15;
        private static final int LARGEST_SCALE = 300;

        ExactNumbers(JsonGenerator out) {
            super(out);
        }

        @Override
        public JsonGenerator writeNumber(long value) {
            boolean isExact = Long.numberOfLeadingZeros(value < 0 ? ~value : value) >= Long.SIZE - BITS;
            return isExact ? super.writeNumber(value) : writeString(Long.toString(value));
        }

        @Override
        public JsonGenerator writeNumber(BigInteger value) {
            return value.bitLength() <= BITS ? super.writeNumber(value) : writeString(value.toString());
        }

        @Override
        public JsonGenerator writeNumber(BigDecimal value) {
            boolean isExact = value.precision() <= DIGITS && Math.abs(value.scale()) <= LARGEST_SCALE;
            return isExact ? super.writeNumber(value) : writeString(value.toString());
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
