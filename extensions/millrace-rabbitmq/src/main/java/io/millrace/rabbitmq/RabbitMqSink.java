package io.millrace.rabbitmq;

import io.millrace.function.Fn;
import io.millrace.refusal.JobRefusedException.UnwritableSinkException;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import java.util.Objects;

/**
 * Publishes events to an exchange; made by {@link RabbitMq#sink}. Messages are persistent. RabbitMQ has confirmed whatever was written before a snapshot when that is complete, so in a job with snapshots each event is in its queues at least
 * once. An event that no queue takes fails the job. Immutable: the options return a changed copy.
 *
 * @param <T> the events
 */
public final class RabbitMqSink<T> implements Sink<T> {

    private static final long serialVersionUID = 1;

    final Client client;
    final String exchange;
    final String routingKey;

    /** Null where all have the same. */
    final Fn<? super T, String> routingKeys;

    final Fn<? super T, byte[]> body;

    /** Null where there are none. */
    final Fn<? super T, String> ids;

    private RabbitMqSink(
            Client client,
            String exchange,
            String routingKey,
            Fn<? super T, String> routingKeys,
            Fn<? super T, byte[]> body,
            Fn<? super T, String> ids) {
        this.client = client;
        this.exchange = exchange;
        this.routingKey = routingKey;
        this.routingKeys = routingKeys;
        this.body = body;
        this.ids = ids;
    }

    static <T> RabbitMqSink<T> of(Client client, String exchange, String routingKey, Fn<? super T, byte[]> body) {
        return new RabbitMqSink<>(client, exchange, routingKey, null, body, null);
    }

    /**
     * Gives each event a routing key of its own, by which a queue has to be bound.
     *
     * @param function from an event to its routing key
     * @return the changed sink
     */
    public RabbitMqSink<T> routingKeys(Fn<? super T, String> function) {
        return new RabbitMqSink<>(
                client,
                exchange,
                routingKey,
                Objects.requireNonNull(function, "the function of routing keys must not be null"),
                body,
                ids);
    }

    /**
     * Gives each message an id that is made of the event, by which whoever reads it can leave out what he has had.
     *
     * @param function from an event to its id, the same whenever that event comes
     * @return the changed sink
     */
    public RabbitMqSink<T> ids(Fn<? super T, String> function) {
        return new RabbitMqSink<>(
                client,
                exchange,
                routingKey,
                routingKeys,
                body,
                Objects.requireNonNull(function, "the function of ids must not be null"));
    }

    @Override
    public SinkWriter<T> open(SinkContext context) {
        try {
            return RabbitMqWriter.open(this, context);
        } catch (Exception e) {
            throw client.failure(
                    "sink '" + context.operator() + "', exchange '" + exchange + "'", e, UnwritableSinkException::new);
        }
    }

    @Override
    public boolean blocking() {
        return true;
    }

    /** Where it writes, for people. */
    @Override
    public String toString() {
        return "exchange '" + exchange + "' at " + client + (routingKeys == null ? ", routing key " + routingKey : "");
    }
}
