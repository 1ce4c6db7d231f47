package io.millrace.rabbitmq;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A message of a queue.
 *
 * @param exchange the exchange that it was published to
 * @param routingKey by which key
 * @param id its message id; empty where it has none
 * @param redelivered whether it was given to somebody before
 * @param headers its headers, as texts
 * @param body its body
 */
@SuppressWarnings("ArrayRecordComponent") // as the client has it; nobody compares messages
public record RabbitMqMessage(
        String exchange, String routingKey, String id, boolean redelivered, Map<String, String> headers, byte[] body) {

    /**
     * The body as text.
     *
     * @return UTF-8
     */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
