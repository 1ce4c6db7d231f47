package io.millrace.mqtt;

import io.millrace.function.Fn;
import io.millrace.refusal.JobRefusedException.UnwritableSinkException;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import java.util.Objects;

/**
 * Publishes events to a topic, with quality of service 1; made by {@link Mqtt#sink}. The broker has confirmed whatever was written before a snapshot when that is complete, so in a job with snapshots each event is published at least
 * once. Immutable: the options return a changed copy.
 *
 * @param <T> the events
 */
public final class MqttSink<T> implements Sink<T> {

    private static final long serialVersionUID = 1;

    final Client client;
    final String topic;

    /** Null where all have the same. */
    final Fn<? super T, String> topics;

    final Fn<? super T, byte[]> payload;
    final boolean retained;

    private MqttSink(
            Client client,
            String topic,
            Fn<? super T, String> topics,
            Fn<? super T, byte[]> payload,
            boolean retained) {
        this.client = client;
        this.topic = topic;
        this.topics = topics;
        this.payload = payload;
        this.retained = retained;
    }

    static <T> MqttSink<T> of(Client client, String topic, Fn<? super T, byte[]> payload) {
        return new MqttSink<>(client, topic, null, payload, false);
    }

    /**
     * Gives each event a topic of its own.
     *
     * @param function from an event to its topic
     * @return the changed sink
     */
    public MqttSink<T> topics(Fn<? super T, String> function) {
        return new MqttSink<>(
                client,
                topic,
                Objects.requireNonNull(function, "the function of topics must not be null"),
                payload,
                retained);
    }

    /**
     * Has the broker keep the last message of each topic for those who subscribe later.
     *
     * @return the changed sink
     */
    public MqttSink<T> retained() {
        return new MqttSink<>(client, topic, topics, payload, true);
    }

    @Override
    public SinkWriter<T> open(SinkContext context) throws InterruptedException {
        try {
            return MqttWriter.open(this, context);
        } catch (RuntimeException | java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw client.failure("sink '" + context.operator() + "'", e, UnwritableSinkException::new);
        }
    }

    @Override
    public boolean blocking() {
        return true;
    }

    /** Where it writes, for people. */
    @Override
    public String toString() {
        return (topics == null ? "topic " + topic : "topics") + " at " + client + (retained ? ", retained" : "");
    }
}
