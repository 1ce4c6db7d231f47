package io.millrace.nats;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A message of a stream.
 *
 * @param subject the subject that it was published to
 * @param sequence its number in the stream
 * @param timestamp when the stream got it, epoch milliseconds
 * @param headers its headers
 * @param data its data
 */
@SuppressWarnings("ArrayRecordComponent") // as the client has it; nobody compares messages
public record NatsMessage(
        String subject, long sequence, long timestamp, Map<String, List<String>> headers, byte[] data) {

    /**
     * The data as text.
     *
     * @return UTF-8
     */
    public String text() {
        return new String(data, StandardCharsets.UTF_8);
    }
}
