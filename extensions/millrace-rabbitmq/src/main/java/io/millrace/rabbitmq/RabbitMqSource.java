package io.millrace.rabbitmq;

import com.rabbitmq.client.Delivery;
import io.millrace.refusal.JobRefusedException.UnreadableSourceException;
import io.millrace.source.AcknowledgedSource;
import io.millrace.source.Inbox;
import io.millrace.source.SourceContext;
import io.millrace.state.serde.Type;
import java.util.HashMap;
import java.util.Map;

/**
 * The messages of a queue; made by {@link RabbitMq#source}. A message is acknowledged when a snapshot has its effect: see {@link AcknowledgedSource} for what that promises, and for how events are made of messages. Immutable:
 * the options return a changed copy.
 */
public final class RabbitMqSource extends AcknowledgedSource<Delivery, RabbitMqMessage> {

    private static final long serialVersionUID = 1;

    /** What RabbitMQ counts up to. */
    private static final int MOST_PREFETCH = 65_535;

    private final Client client;
    private final String queue;
    private final int unacknowledged;

    private RabbitMqSource(Client client, String queue, int unacknowledged) {
        this.client = client;
        this.queue = queue;
        this.unacknowledged = unacknowledged;
    }

    static RabbitMqSource of(Client client, String queue) {
        return new RabbitMqSource(client, queue, 10_000);
    }

    /**
     * Says how many messages a task has at most that were not acknowledged, and so how many it reads between two snapshots; 10,000 unless this is said. They are kept in memory. It is the prefetch count of RabbitMQ, too.
     *
     * @param most at least 1, at most 65,535
     * @return the changed source
     */
    public RabbitMqSource unacknowledged(int most) {
        if (most < 1 || most > MOST_PREFETCH) {
            throw new IllegalArgumentException(
                    "between 1 and " + MOST_PREFETCH + " messages can be unacknowledged, not " + most);
        }
        return new RabbitMqSource(client, queue, most);
    }

    @Override
    protected Inbox<Delivery> connect(SourceContext context) {
        try {
            String name = context.job() + "/" + context.operator() + "/" + context.subtask();
            return RabbitMqInbox.open(client, queue, unacknowledged, name);
        } catch (Exception e) {
            throw client.failure(
                    "source '" + context.operator() + "', queue '" + queue + "'", e, UnreadableSourceException::new);
        }
    }

    @Override
    protected RabbitMqMessage event(Delivery message) {
        Map<String, String> headers = new HashMap<>();
        Map<String, Object> given = message.getProperties().getHeaders();
        if (given != null) {
            given.forEach((name, value) -> headers.put(name, String.valueOf(value)));
        }
        String id = message.getProperties().getMessageId();
        return new RabbitMqMessage(
                message.getEnvelope().getExchange(),
                message.getEnvelope().getRoutingKey(),
                id == null ? "" : id,
                message.getEnvelope().isRedeliver(),
                headers,
                message.getBody());
    }

    @Override
    protected int mostUnacknowledged() {
        return unacknowledged;
    }

    @Override
    public Type<RabbitMqMessage> eventType() {
        return Type.of(RabbitMqMessage.class);
    }

    /** Where it reads, for people. */
    @Override
    public String toString() {
        return "queue " + queue + " at " + client;
    }
}
