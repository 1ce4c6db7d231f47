package io.millrace.rabbitmq;

import io.millrace.function.Fn;
import java.util.Objects;

/** Queues of RabbitMQ as sources, and exchanges as sinks, each message at least once in a job with snapshots. */
public final class RabbitMq {

    private RabbitMq() {}

    /**
     * The messages of a queue: RabbitMQ shares them out among the tasks that read, and keeps each until a snapshot has its effect.
     *
     * @param uri where RabbitMQ is: {@code amqp://user:password@host:5672/vhost}, or {@code amqps://...} with TLS
     * @param queue the name of the queue, which has to be there when the job starts
     * @return the source
     * @throws IllegalArgumentException when the address is none
     */
    public static RabbitMqSource source(String uri, String queue) {
        return RabbitMqSource.of(Client.of(uri), checked(queue, "the queue"));
    }

    /**
     * Publishes events to an exchange by a routing key.
     *
     * @param <T> the events
     * @param uri where RabbitMQ is, as for {@link #source}
     * @param exchange the exchange, which has to be there; the empty name is the one by which the routing key is the name of a queue
     * @param routingKey the routing key, by which a queue has to be bound
     * @param body makes the body of a message of an event
     * @return the sink
     * @throws IllegalArgumentException when the address is none
     */
    public static <T> RabbitMqSink<T> sink(String uri, String exchange, String routingKey, Fn<? super T, byte[]> body) {
        return RabbitMqSink.of(
                Client.of(uri),
                Objects.requireNonNull(exchange, "the exchange must not be null; its name may be empty"),
                Objects.requireNonNull(routingKey, "the routing key must not be null"),
                Objects.requireNonNull(body, "the function of bodies must not be null"));
    }

    private static String checked(String name, String what) {
        if (name == null || name.isEmpty()) {
            throw new IllegalArgumentException(what + " must have a name");
        }
        return name;
    }
}
