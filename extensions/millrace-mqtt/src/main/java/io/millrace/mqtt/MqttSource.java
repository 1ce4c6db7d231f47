package io.millrace.mqtt;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.millrace.function.Fn;
import io.millrace.refusal.UnreadableSourceException;
import io.millrace.source.AcknowledgedSource;
import io.millrace.source.Inbox;
import io.millrace.source.SourceContext;
import io.millrace.state.serde.Type;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * The messages of topics; made by {@link Mqtt#source}. One task reads; a message is acknowledged when a snapshot has its effect: see {@link AcknowledgedSource} for what that promises. Immutable: the options return a
 * changed copy.
 *
 * @param <T> the events
 */
public final class MqttSource<T> extends AcknowledgedSource<Mqtt5Publish, T> {

    private static final long serialVersionUID = 1;

    /** What MQTT counts up to. */
    static final int MOST_UNDER_WAY = 65_535;

    private final Client client;
    private final String topics;
    private final String session;
    private final int unacknowledged;
    private final Type<T> type;
    private final Fn<? super MqttMessage, ? extends T> events;

    private MqttSource(
            Client client,
            String topics,
            String session,
            int unacknowledged,
            Type<T> type,
            Fn<? super MqttMessage, ? extends T> events) {
        this.client = client;
        this.topics = topics;
        this.session = session;
        this.unacknowledged = unacknowledged;
        this.type = type;
        this.events = events;
    }

    static MqttSource<MqttMessage> of(Client client, String topics, String session) {
        return new MqttSource<>(client, topics, session, 10_000, Type.of(MqttMessage.class), message -> message);
    }

    /**
     * Makes events of the messages.
     *
     * @param <E> the events
     * @param newType the class of the events, which is not generic
     * @param function from a message to its event, not null. A message for which it fails becomes what {@code onError} right behind the source says, and is acknowledged like others; without that the job fails
     * @return the changed source
     */
    public <E> MqttSource<E> events(Class<E> newType, Fn<? super MqttMessage, ? extends E> function) {
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
    public <E> MqttSource<E> events(Type<E> newType, Fn<? super MqttMessage, ? extends E> function) {
        return new MqttSource<>(
                client,
                topics,
                session,
                unacknowledged,
                Objects.requireNonNull(newType, "the type of the events must not be null"),
                Objects.requireNonNull(function, "the function of events must not be null"));
    }

    /**
     * Says how many messages the task has at most that were not acknowledged, and so how many it reads between two snapshots; 10,000 unless this is said. They are kept in memory, and so is what the
     * broker sends meanwhile, 65,535 at most.
     *
     * @param most at least 1, at most 65,535
     * @return the changed source
     */
    public MqttSource<T> unacknowledged(int most) {
        if (most < 1 || most > MOST_UNDER_WAY) {
            throw new IllegalArgumentException(
                    "between 1 and " + MOST_UNDER_WAY + " messages can be unacknowledged, not " + most);
        }
        return new MqttSource<>(client, topics, session, most, type, events);
    }

    /** A session is had by one client. */
    @Override
    public int maxParallelism() {
        return 1;
    }

    @Override
    protected Inbox<Mqtt5Publish> connect(SourceContext context) throws InterruptedException {
        try {
            return MqttInbox.open(client, topics, session);
        } catch (RuntimeException | ExecutionException | TimeoutException e) {
            throw client.failure("source '" + context.operator() + "'", e, UnreadableSourceException::new);
        }
    }

    @Override
    protected T event(Mqtt5Publish message) throws Exception {
        return events.apply(
                new MqttMessage(message.getTopic().toString(), message.isRetain(), message.getPayloadAsBytes()));
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
        return "topics " + topics + " at " + client + ", session " + session;
    }
}
