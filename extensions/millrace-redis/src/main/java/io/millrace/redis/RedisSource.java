package io.millrace.redis;

import io.lettuce.core.StreamMessage;
import io.millrace.function.Fn;
import io.millrace.refusal.UnreadableSourceException;
import io.millrace.source.AcknowledgedSource;
import io.millrace.source.Inbox;
import io.millrace.source.SourceContext;
import io.millrace.state.serde.Type;
import java.util.Map;
import java.util.Objects;

/**
 * The entries of a stream, by a consumer group; made by {@link Redis#source}. An entry is acknowledged when a snapshot has its effect: see {@link AcknowledgedSource} for what that promises. Immutable: the options return a
 * changed copy.
 *
 * @param <T> the events
 */
public final class RedisSource<T> extends AcknowledgedSource<StreamMessage<String, String>, T> {

    private static final long serialVersionUID = 1;

    private static final int DEFAULT_UNACKNOWLEDGED = 10_000;

    final String uri;
    final String stream;
    final String group;
    final boolean fromEnd;
    private final int unacknowledged;
    private final Type<T> type;
    private final Fn<? super RedisEntry, ? extends T> events;

    private RedisSource(
            String uri,
            String stream,
            String group,
            boolean fromEnd,
            int unacknowledged,
            Type<T> type,
            Fn<? super RedisEntry, ? extends T> events) {
        this.uri = uri;
        this.stream = stream;
        this.group = group;
        this.fromEnd = fromEnd;
        this.unacknowledged = unacknowledged;
        this.type = type;
        this.events = events;
    }

    static RedisSource<RedisEntry> of(String uri, String stream, String group) {
        return new RedisSource<>(
                uri, stream, group, false, DEFAULT_UNACKNOWLEDGED, Type.of(RedisEntry.class), entry -> entry);
    }

    /**
     * Makes events of the entries.
     *
     * @param <E> the events
     * @param newType the class of the events, which is not generic
     * @param function from an entry to its event, not null. An entry for which it fails becomes what {@code onError} right behind the source says, and is acknowledged like others; without that the job fails
     * @return the changed source
     */
    public <E> RedisSource<E> events(Class<E> newType, Fn<? super RedisEntry, ? extends E> function) {
        return events(Type.of(Objects.requireNonNull(newType, "the class of the events must not be null")), function);
    }

    /**
     * As {@link #events(Class, Fn)}, of a type that may be generic.
     *
     * @param <E> the events
     * @param newType the type of the events
     * @param function from an entry to its event
     * @return the changed source
     */
    public <E> RedisSource<E> events(Type<E> newType, Fn<? super RedisEntry, ? extends E> function) {
        return new RedisSource<>(
                uri,
                stream,
                group,
                fromEnd,
                unacknowledged,
                Objects.requireNonNull(newType, "the type of the events must not be null"),
                Objects.requireNonNull(function, "the function of events must not be null"));
    }

    /**
     * Has a group that is not there yet be made at the end of the stream: what is in it already is not read.
     *
     * @return the changed source
     */
    public RedisSource<T> startingAtEnd() {
        return new RedisSource<>(uri, stream, group, true, unacknowledged, type, events);
    }

    /**
     * Says how many entries a task has at most that were not acknowledged, and so how many it reads between two snapshots; {@value #DEFAULT_UNACKNOWLEDGED} unless this is said. They are kept in memory.
     *
     * @param most at least 1
     * @return the changed source
     */
    public RedisSource<T> unacknowledged(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("at least 1 entry has to be read, not " + most);
        }
        return new RedisSource<>(uri, stream, group, fromEnd, most, type, events);
    }

    @Override
    protected Inbox<StreamMessage<String, String>> connect(SourceContext context) {
        Failures failures = new Failures("source '" + context.operator() + "'", uri, UnreadableSourceException::new);
        return RedisInbox.open(this, context, failures);
    }

    @Override
    protected T event(StreamMessage<String, String> message) throws Exception {
        Map<String, String> fields = message.getBody();
        if (fields == null || fields.isEmpty()) {
            throw new IllegalStateException(
                    "it was deleted (XDEL, or trimmed by MAXLEN or MINID) after it had been given to a reader, and before that could keep it");
        }
        return events.apply(new RedisEntry(stream, message.getId(), fields));
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
        return "stream " + stream + " at " + Failures.place(uri) + ", group " + group;
    }
}
