package io.millrace.mqtt;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.millrace.refusal.JobRefusedException.UnreadableSourceException;
import io.millrace.source.AcknowledgedSource;
import io.millrace.source.Inbox;
import io.millrace.source.SourceContext;
import io.millrace.state.serde.Type;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * The messages of topics; made by {@link Mqtt#source}. One task reads; a message is acknowledged when a snapshot has its effect: see {@link AcknowledgedSource} for what that promises, and for how events are made of messages. Immutable:
 * the options return a changed copy.
 */
public final class MqttSource extends AcknowledgedSource<Mqtt5Publish, MqttMessage> {

    private static final long serialVersionUID = 1;

    /** What MQTT counts up to. */
    static final int MOST_UNDER_WAY = 65_535;

    private final Client client;
    private final String topics;
    private final String session;
    private final int unacknowledged;

    private MqttSource(Client client, String topics, String session, int unacknowledged) {
        this.client = client;
        this.topics = topics;
        this.session = session;
        this.unacknowledged = unacknowledged;
    }

    static MqttSource of(Client client, String topics, String session) {
        return new MqttSource(client, topics, session, 10_000);
    }

    /**
     * Says how many messages the task has at most that were not acknowledged, and so how many it reads between two snapshots; 10,000 unless this is said. They are kept in memory, and so is what the
     * broker sends meanwhile, 65,535 at most.
     *
     * @param most at least 1, at most 65,535
     * @return the changed source
     */
    public MqttSource unacknowledged(int most) {
        if (most < 1 || most > MOST_UNDER_WAY) {
            throw new IllegalArgumentException(
                    "between 1 and " + MOST_UNDER_WAY + " messages can be unacknowledged, not " + most);
        }
        return new MqttSource(client, topics, session, most);
    }

    /** A session is had by one client. */
    @Override
    public int maxParallelism() {
        return 1;
    }

    @Override
    protected Inbox<Mqtt5Publish> connect(SourceContext context) throws InterruptedException {
        try {
            return MqttInbox.open(client, topics, session, context.clock());
        } catch (RuntimeException | ExecutionException | TimeoutException e) {
            throw client.failure("source '" + context.operator() + "'", e, UnreadableSourceException::new);
        }
    }

    @Override
    protected MqttMessage event(Mqtt5Publish message) {
        return new MqttMessage(message.getTopic().toString(), message.isRetain(), message.getPayloadAsBytes());
    }

    @Override
    protected int mostUnacknowledged() {
        return unacknowledged;
    }

    @Override
    public Type<MqttMessage> eventType() {
        return Type.of(MqttMessage.class);
    }

    /** Where it reads, for people. */
    @Override
    public String toString() {
        return "topics " + topics + " at " + client + ", session " + session;
    }
}
