package io.millrace.redis;

import io.millrace.function.Fn;
import io.millrace.refusal.JobRefusedException.UnwritableSinkException;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import java.util.Map;
import java.util.Objects;

/**
 * Appends events to a stream; made by {@link Redis#sink}. Whatever was written before a snapshot is in the stream when that is complete, so in a job with snapshots each event is there at least once; with {@link #ids} once. Immutable:
 * the options return a changed copy.
 *
 * @param <T> the events
 */
public final class RedisSink<T> implements Sink<T> {

    private static final long serialVersionUID = 1;

    final String uri;
    final String stream;
    final Fn<? super T, Map<String, String>> fields;

    /** Null where Redis makes them. */
    final Fn<? super T, String> ids;

    /** 0 where nothing is trimmed. */
    final long maxLength;

    private RedisSink(
            String uri,
            String stream,
            Fn<? super T, Map<String, String>> fields,
            Fn<? super T, String> ids,
            long maxLength) {
        this.uri = uri;
        this.stream = stream;
        this.fields = fields;
        this.ids = ids;
        this.maxLength = maxLength;
    }

    static <T> RedisSink<T> of(String uri, String stream, Fn<? super T, Map<String, String>> fields) {
        return new RedisSink<>(uri, stream, fields, null, 0);
    }

    /**
     * Gives entries ids that are made of the events, and so written once: what is there by its id is not appended again. One task writes then. Ids have to ascend in the order in which events are written,
     * after a restart too, as numbers of the events of a source do; one that is lower than the last of the stream, and not there, fails the job.
     *
     * @param newIds from an event to its id, such as {@code "1526919030474-55"} or {@code "17"}
     * @return the changed sink
     */
    public RedisSink<T> ids(Fn<? super T, String> newIds) {
        return new RedisSink<>(
                uri, stream, fields, Objects.requireNonNull(newIds, "the function of ids must not be null"), maxLength);
    }

    /**
     * Has Redis keep so many of the latest entries, or somewhat more; all unless this is said.
     *
     * @param entries at least 1
     * @return the changed sink
     */
    public RedisSink<T> maxLength(long entries) {
        if (entries < 1) {
            throw new IllegalArgumentException("a stream keeps at least 1 entry, not " + entries);
        }
        return new RedisSink<>(uri, stream, fields, ids, entries);
    }

    @Override
    public SinkWriter<T> open(SinkContext context) {
        return new RedisWriter<>(
                this, context, new Failures("sink '" + context.operator() + "'", uri, UnwritableSinkException::new));
    }

    @Override
    public boolean blocking() {
        return true;
    }

    @Override
    public int maxParallelism() {
        return ids == null ? Integer.MAX_VALUE : 1;
    }

    /** Where it writes, for people. */
    @Override
    public String toString() {
        return "stream " + stream + " at " + Failures.place(uri) + (ids == null ? "" : ", with ids of the events");
    }
}
