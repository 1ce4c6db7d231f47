package io.millrace.nats;

import io.millrace.refusal.JobRefusedException.UnreadableSourceException;
import io.millrace.source.AcknowledgedSource;
import io.millrace.source.Inbox;
import io.millrace.source.SourceContext;
import io.millrace.state.serde.Type;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The messages of a stream, by a durable pull consumer; made by {@link Nats#source}. A message is acknowledged when a snapshot has its effect: see {@link AcknowledgedSource} for what that promises, and for how events are made of
 * messages. Immutable: the options return a changed copy.
 */
public final class NatsSource extends AcknowledgedSource<Message, NatsMessage> {

    private static final long serialVersionUID = 1;

    private final Settings settings;

    /** What it reads, and how; changes in a copy, before that is used. */
    static final class Settings implements Serializable {

        private static final long serialVersionUID = 1;

        final String stream;
        final String durable;
        Client client;

        /** Of which messages; null for all. */
        String subjects;

        int unacknowledged = 10_000;
        Duration redeliveredAfter = Duration.ofSeconds(30);

        private Settings(Client client, String stream, String durable) {
            this.client = client;
            this.stream = stream;
            this.durable = durable;
        }

        private Settings(Settings from) {
            this(from.client, from.stream, from.durable);
            subjects = from.subjects;
            unacknowledged = from.unacknowledged;
            redeliveredAfter = from.redeliveredAfter;
        }
    }

    private NatsSource(Settings settings) {
        this.settings = settings;
    }

    static NatsSource of(Client client, String stream, String durable) {
        return new NatsSource(new Settings(client, stream, durable));
    }

    /**
     * Reads messages of some subjects alone.
     *
     * @param pattern such as {@code orders.eu.*}
     * @return the changed source
     */
    public NatsSource subjects(String pattern) {
        Objects.requireNonNull(pattern, "the pattern of subjects must not be null");
        return changed(copy -> copy.subjects = pattern);
    }

    /**
     * Says how many messages a task has at most that were not acknowledged, and so how many it reads between two snapshots; 10,000 unless this is said. They are kept in memory.
     *
     * @param most at least 1
     * @return the changed source
     */
    public NatsSource unacknowledged(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("at least 1 message has to be read, not " + most);
        }
        return changed(copy -> copy.unacknowledged = most);
    }

    /**
     * Says after how long the server gives a message once more that was not acknowledged; 30 seconds unless this is said. It has to be longer than it takes from reading a message to the next snapshot but
     * one: what is given again before that has its effect twice. When the process has been killed, it takes as long until another gets what it had.
     *
     * @param time at least a second
     * @return the changed source
     */
    public NatsSource redeliveredAfter(Duration time) {
        if (time.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("give the job at least a second to acknowledge a message, not " + time);
        }
        return changed(copy -> copy.redeliveredAfter = time);
    }

    /**
     * Gets in by a file of credentials ({@code .creds}).
     *
     * @param file its name
     * @return the changed source
     */
    public NatsSource credentials(String file) {
        return changed(copy -> copy.client = new Client(copy.client.servers(), file));
    }

    private NatsSource changed(Consumer<Settings> change) {
        Settings copy = new Settings(settings);
        change.accept(copy);
        return new NatsSource(copy);
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
    protected NatsMessage event(Message message) {
        Map<String, List<String>> headers = new HashMap<>();
        Headers given = message.getHeaders();
        if (given != null) {
            given.forEach((name, values) -> headers.put(name, List.copyOf(values)));
        }
        return new NatsMessage(
                message.getSubject(),
                message.metaData().streamSequence(),
                message.metaData().timestamp().toInstant().toEpochMilli(),
                headers,
                message.getData());
    }

    @Override
    protected int mostUnacknowledged() {
        return settings.unacknowledged;
    }

    @Override
    public Type<NatsMessage> eventType() {
        return Type.of(NatsMessage.class);
    }

    /** Where it reads, for people. */
    @Override
    public String toString() {
        return "stream " + settings.stream + " at " + settings.client + ", consumer " + settings.durable
                + (settings.subjects == null ? "" : ", " + settings.subjects);
    }
}
