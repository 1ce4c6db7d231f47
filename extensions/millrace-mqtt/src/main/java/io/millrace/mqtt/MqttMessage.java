package io.millrace.mqtt;

import java.nio.charset.StandardCharsets;

/**
 * A message of a topic.
 *
 * @param topic the topic
 * @param retained whether it is what the broker had kept of the topic when the session subscribed
 * @param payload its payload
 */
@SuppressWarnings("ArrayRecordComponent") // as the client has it; nobody compares messages
public record MqttMessage(String topic, boolean retained, byte[] payload) {

    /**
     * The payload as text.
     *
     * @return UTF-8
     */
    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }
}
