package io.millrace.nats;

import io.millrace.function.Fn;
import io.millrace.refusal.UnreadableSourceException;
import io.millrace.source.AcknowledgedSource;
import io.millrace.source.Inbox;
import io.millrace.source.SourceContext;
import io.millrace.state.serde.Type;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The messages of a stream, by a durable pull consumer; made by {@link Nats#source}. A message is acknowledged when a snapshot has its effect: see {@link AcknowledgedSource} for what that promises. Immutable: the options return a
 * changed copy.
 *
 * @param <T> the events
 */
public final class NatsSource<T> extends AcknowledgedSource<Message, T> {

    private static final long serialVersionUID = 1;

    /**
     * What it reads, and how.
     *
     * @param subjects of which messages, or null for all
     */
    record Settings(
            Client client,
            String stream,
            String durable,
            String subjects,
            int unacknowledged,
            Duration redeliveredAfter)
            implements java.io.Serializable {}

    private final Settings settings;
    private final Type<T> type;
    private final Fn<? super NatsMessage, ? extends T> events;

    private NatsSource(Settings settings, Type<T> type, Fn<? super NatsMessage, ? extends T> events) {
        this.settings = settings;
        this.type = type;
        this.events = events;
    }

    static NatsSource<NatsMessage> of(Client client, String stream, String durable) {
        return new NatsSource<>(
                new Settings(client, stream, durable, null, 10_000, Duration.ofSeconds(30)),
                Type.of(NatsMessage.class),
                message -> message);
    }

    /**
     * Makes events of the messages.
     *
     * @param <E> the events
     * @param newType the class of the events, which is not generic
     * @param function from a message to its event, not null. A message for which it fails becomes what {@code onError} right behind the source says, and is acknowledged like others; without that the job fails
     * @return the changed source
     */
    public <E> NatsSource<E> events(Class<E> newType, Fn<? super NatsMessage, ? extends E> function) {
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
    public <E> NatsSource<E> events(Type<E> newType, Fn<? super NatsMessage, ? extends E> function) {
        return new NatsSource<>(
                settings,
                Objects.requireNonNull(newType, "the type of the events must not be null"),
                Objects.requireNonNull(function, "the function of events must not be null"));
    }

    /**
     * Reads messages of some subjects alone.
     *
     * @param pattern such as {@code orders.eu.*}
     * @return the changed source
     */
    public NatsSource<T> subjects(String pattern) {
        Objects.requireNonNull(pattern, "the pattern of subjects must not be null");
        return changed(new Settings(
                settings.client,
                settings.stream,
                settings.durable,
                pattern,
                settings.unacknowledged,
                settings.redeliveredAfter));
    }

    /**
     * Says how many messages a task has at most that were not acknowledged, and so how many it reads between two snapshots; 10,000 unless this is said. They are kept in memory.
     *
     * @param most at least 1
     * @return the changed source
     */
    public NatsSource<T> unacknowledged(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("at least 1 message has to be read, not " + most);
        }
        return changed(new Settings(
                settings.client,
                settings.stream,
                settings.durable,
                settings.subjects,
                most,
                settings.redeliveredAfter));
    }

    /**
     * Says after how long the server gives a message once more that was not acknowledged; 30 seconds unless this is said. It has to be longer than it takes from reading a message to the next snapshot but
     * one: what is given again before that has its effect twice. When the process has been killed, it takes as long until another gets what it had.
     *
     * @param time at least a second
     * @return the changed source
     */
    public NatsSource<T> redeliveredAfter(Duration time) {
        if (time.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("give the job at least a second to acknowledge a message, not " + time);
        }
        return changed(new Settings(
                settings.client, settings.stream, settings.durable, settings.subjects, settings.unacknowledged, time));
    }

    /**
     * Gets in by a file of credentials ({@code .creds}).
     *
     * @param file its name
     * @return the changed source
     */
    public NatsSource<T> credentials(String file) {
        return changed(new Settings(
                new Client(settings.client.servers(), file),
                settings.stream,
                settings.durable,
                settings.subjects,
                settings.unacknowledged,
                settings.redeliveredAfter));
    }

    private NatsSource<T> changed(Settings changed) {
        return new NatsSource<>(changed, type, events);
    }

    @Override
    protected Inbox<Message> connect(SourceContext context) throws Exception {
        try {
            return NatsInbox.open(settings, context);
        } catch (Exception e) {
            throw settings.client.failure("source '" + context.operator() + "'", e, UnreadableSourceException::new);
        }
    }

    @Override
    protected T event(Message message) throws Exception {
        Map<String, List<String>> headers = new HashMap<>();
        Headers given = message.getHeaders();
        if (given != null) {
            given.forEach((name, values) -> headers.put(name, List.copyOf(values)));
        }
        return events.apply(new NatsMessage(
                message.getSubject(),
                message.metaData().streamSequence(),
                message.metaData().timestamp().toInstant().toEpochMilli(),
                headers,
                message.getData()));
    }

    @Override
    protected int mostUnacknowledged() {
        return settings.unacknowledged;
    }

    @Override
    public Type<T> eventType() {
        return type;
    }

    /** Where it reads, for people. */
    @Override
    public String toString() {
        return "stream " + settings.stream + " at " + settings.client + ", consumer " + settings.durable
                + (settings.subjects == null ? "" : ", " + settings.subjects);
    }
}
