package io.millrace.mqtt;

import io.millrace.function.Fn;
import java.util.Objects;

/** Topics of brokers that speak MQTT 5, as sources and sinks, with quality of service 1: each message at least once in a job with snapshots. */
public final class Mqtt {

    private Mqtt() {}

    /**
     * The messages of topics, by a session that the broker keeps: from the first start on it keeps what comes for it, and keeps each until a snapshot has its effect.
     *
     * @param uri where the broker is: {@code mqtt://user:password@host:1883}, or {@code mqtts://...} with TLS
     * @param topics a filter of topics, such as {@code sensors/+/temperature}
     * @param session the client identifier, for this source alone: the session is found by it
     * @return the source
     * @throws IllegalArgumentException when the address is none
     */
    public static MqttSource source(String uri, String topics, String session) {
        return MqttSource.of(Client.of(uri), checked(topics, "the filter of topics"), checked(session, "the session"));
    }

    /**
     * Publishes events to a topic.
     *
     * @param <T> the events
     * @param uri where the broker is, as for {@link #source}
     * @param topic the topic
     * @param payload makes the payload of a message of an event
     * @return the sink
     * @throws IllegalArgumentException when the address is none
     */
    public static <T> MqttSink<T> sink(String uri, String topic, Fn<? super T, byte[]> payload) {
        return MqttSink.of(
                Client.of(uri),
                checked(topic, "the topic"),
                Objects.requireNonNull(payload, "the function of payloads must not be null"));
    }

    private static String checked(String name, String what) {
        if (name == null || name.isEmpty()) {
            throw new IllegalArgumentException(what + " must not be empty");
        }
        return name;
    }
}
