package io.millrace.redis;

import io.lettuce.core.StreamMessage;
import io.millrace.refusal.JobRefusedException.UnreadableSourceException;
import io.millrace.source.AcknowledgedSource;
import io.millrace.source.Inbox;
import io.millrace.source.SourceContext;
import io.millrace.state.serde.Type;
import java.util.Map;

/**
 * The entries of a stream, by a consumer group; made by {@link Redis#source}. An entry is acknowledged when a snapshot has its effect: see {@link AcknowledgedSource} for what that promises, and for how events are made of
 * entries. Immutable: the options return a changed copy.
 */
public final class RedisSource extends AcknowledgedSource<StreamMessage<String, String>, RedisEntry> {

    private static final long serialVersionUID = 1;

    private static final int DEFAULT_UNACKNOWLEDGED = 10_000;
    private static final String BEGINNING = "0";
    private static final String END = "$";

    final String uri;
    final String stream;
    final String group;

    /** The id behind which a group begins that is made. */
    final String start;

    private final int unacknowledged;

    private RedisSource(String uri, String stream, String group, String start, int unacknowledged) {
        this.uri = uri;
        this.stream = stream;
        this.group = group;
        this.start = start;
        this.unacknowledged = unacknowledged;
    }

    static RedisSource of(String uri, String stream, String group) {
        return new RedisSource(uri, stream, group, BEGINNING, DEFAULT_UNACKNOWLEDGED);
    }

    /**
     * Has a group that is not there yet be made at the end of the stream: what is in it already is not read.
     *
     * @return the changed source
     */
    public RedisSource startingAtEnd() {
        return new RedisSource(uri, stream, group, END, unacknowledged);
    }

    /**
     * Says how many entries a task has at most that were not acknowledged, and so how many it reads between two snapshots; {@value #DEFAULT_UNACKNOWLEDGED} unless this is said. They are kept in memory.
     *
     * @param most at least 1
     * @return the changed source
     */
    public RedisSource unacknowledged(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("at least 1 entry has to be read, not " + most);
        }
        return new RedisSource(uri, stream, group, start, most);
    }

    @Override
    protected Inbox<StreamMessage<String, String>> connect(SourceContext context) {
        Failures failures = new Failures("source '" + context.operator() + "'", uri, UnreadableSourceException::new);
        return RedisInbox.open(this, context, failures);
    }

    @Override
    protected RedisEntry event(StreamMessage<String, String> message) {
        Map<String, String> fields = message.getBody();
        if (fields == null || fields.isEmpty()) {
            throw new IllegalStateException(
                    "it was deleted (XDEL, or trimmed by MAXLEN or MINID) after it had been given to a reader, and before that could keep it");
        }
        return new RedisEntry(stream, message.getId(), fields);
    }

    @Override
    protected int mostUnacknowledged() {
        return unacknowledged;
    }

    @Override
    public Type<RedisEntry> eventType() {
        return Type.of(RedisEntry.class);
    }

    /** Where it reads, for people. */
    @Override
    public String toString() {
        return "stream " + stream + " at " + Failures.place(uri) + ", group " + group;
    }
}
