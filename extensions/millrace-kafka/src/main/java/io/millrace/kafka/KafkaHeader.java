package io.millrace.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * A header of a record.
 *
 * @param key its name
 * @param value its bytes, which are not to be changed; or null
 */
@SuppressWarnings("ArrayRecordComponent") // as Kafka has it; compared by content
public record KafkaHeader(String key, byte[] value) {

    /** Checks the name. */
    public KafkaHeader {
        Objects.requireNonNull(key, "the key of a header must not be null");
    }

    /**
     * A header of text.
     *
     * @param key its name
     * @param text its value, written in UTF-8
     * @return the header
     */
    public static KafkaHeader of(String key, String text) {
        return new KafkaHeader(key, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The value as text.
     *
     * @return its bytes read as UTF-8; null where there are none
     */
    public String text() {
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KafkaHeader header && key.equals(header.key) && Arrays.equals(value, header.value);
    }

    @Override
    public int hashCode() {
        return key.hashCode() * 31 + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return key + "=" + text();
    }
}
