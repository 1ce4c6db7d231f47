package io.millrace.rabbitmq;

import com.rabbitmq.client.Delivery;
import io.millrace.function.Fn;
import io.millrace.refusal.UnreadableSourceException;
import io.millrace.source.AcknowledgedSource;
import io.millrace.source.Inbox;
import io.millrace.source.SourceContext;
import io.millrace.state.serde.Type;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The messages of a queue; made by {@link RabbitMq#source}. A message is acknowledged when a snapshot has its effect: see {@link AcknowledgedSource} for what that promises. Immutable: the options return a
 * changed copy.
 *
 * @param <T> the events
 */
public final class RabbitMqSource<T> extends AcknowledgedSource<Delivery, T> {

    private static final long serialVersionUID = 1;

    /** What RabbitMQ counts up to. */
    private static final int MOST_PREFETCH = 65_535;

    private final Client client;
    private final String queue;
    private final int unacknowledged;
    private final Type<T> type;
    private final Fn<? super RabbitMqMessage, ? extends T> events;

    private RabbitMqSource(
            Client client,
            String queue,
            int unacknowledged,
            Type<T> type,
            Fn<? super RabbitMqMessage, ? extends T> events) {
        this.client = client;
        this.queue = queue;
        this.unacknowledged = unacknowledged;
        this.type = type;
        this.events = events;
    }

    static RabbitMqSource<RabbitMqMessage> of(Client client, String queue) {
        return new RabbitMqSource<>(client, queue, 10_000, Type.of(RabbitMqMessage.class), message -> message);
    }

    /**
     * Makes events of the messages.
     *
     * @param <E> the events
     * @param newType the class of the events, which is not generic
     * @param function from a message to its event, not null. A message for which it fails becomes what {@code onError} right behind the source says, and is acknowledged like others; without that the job fails
     * @return the changed source
     */
    public <E> RabbitMqSource<E> events(Class<E> newType, Fn<? super RabbitMqMessage, ? extends E> function) {
        return events(Type.of(Objects.requireNonNull(newType, "the class of the events must not be null")), function);
    }

    /**
     * As {@link #events(Class, Fn)}, of a type that may be generic.
     *
     * @param <E> the events
     * @param newType the type of the events
     * @param function from a message to its event
     * @return the changed source
     */
    public <E> RabbitMqSource<E> events(Type<E> newType, Fn<? super RabbitMqMessage, ? extends E> function) {
        return new RabbitMqSource<>(
                client,
                queue,
                unacknowledged,
                Objects.requireNonNull(newType, "the type of the events must not be null"),
                Objects.requireNonNull(function, "the function of events must not be null"));
    }

    /**
     * Says how many messages a task has at most that were not acknowledged, and so how many it reads between two snapshots; 10,000 unless this is said. They are kept in memory. It is the prefetch count of RabbitMQ, too.
     *
     * @param most at least 1, at most 65,535
     * @return the changed source
     */
    public RabbitMqSource<T> unacknowledged(int most) {
        if (most < 1 || most > MOST_PREFETCH) {
            throw new IllegalArgumentException(
                    "between 1 and " + MOST_PREFETCH + " messages can be unacknowledged, not " + most);
        }
        return new RabbitMqSource<>(client, queue, most, type, events);
    }

    @Override
    protected Inbox<Delivery> connect(SourceContext context) {
        try {
            return RabbitMqInbox.open(client, queue, unacknowledged, context);
        } catch (Exception e) {
            throw client.failure(
                    "source '" + context.operator() + "', queue '" + queue + "'", e, UnreadableSourceException::new);
        }
    }

    @Override
    protected T event(Delivery message) throws Exception {
        Map<String, String> headers = new HashMap<>();
        Map<String, Object> given = message.getProperties().getHeaders();
        if (given != null) {
            given.forEach((name, value) -> headers.put(name, String.valueOf(value)));
        }
        String id = message.getProperties().getMessageId();
        return events.apply(new RabbitMqMessage(
                message.getEnvelope().getExchange(),
                message.getEnvelope().getRoutingKey(),
                id == null ? "" : id,
                message.getEnvelope().isRedeliver(),
                headers,
                message.getBody()));
    }

    @Override
    protected int mostUnacknowledged() {
        return unacknowledged;
    }

    @Override
    public Type<T> eventType() {
        return type;
    }

    /** Where it reads, for people. */
    @Override
    public String toString() {
        return "queue " + queue + " at " + client;
    }
}
