package io.millrace.redis;

import io.lettuce.core.RedisURI;
import io.millrace.function.Fn;
import java.util.Map;
import java.util.Objects;

/** Streams of Redis as sources and sinks, each event at least once in a job with snapshots. */
public final class Redis {

    private Redis() {}

    /**
     * The entries of a stream, read by a consumer group: the group shares them out among the tasks that read, and keeps each until a snapshot has its effect.
     *
     * @param uri where Redis is, as Lettuce has it: {@code redis://user:password@host:6379/0}, or {@code rediss://...} with TLS
     * @param stream the key of the stream, which has to be there when the job starts
     * @param group the consumer group, for this source alone; made at the beginning of the stream where it is not there
     * @return the source
     * @throws IllegalArgumentException when the address is none
     */
    public static RedisSource source(String uri, String stream, String group) {
        return RedisSource.of(checkedUri(uri), checked(stream, "the stream"), checked(group, "the group"));
    }

    /**
     * Appends events to a stream, which is made where it is not there.
     *
     * @param <T> the events
     * @param uri where Redis is, as for {@link #source}
     * @param stream the key of the stream
     * @param fields makes the fields of an entry of an event; at least one, no nulls
     * @return the sink
     * @throws IllegalArgumentException when the address is none
     */
    public static <T> RedisSink<T> sink(String uri, String stream, Fn<? super T, Map<String, String>> fields) {
        return RedisSink.of(
                checkedUri(uri),
                checked(stream, "the stream"),
                Objects.requireNonNull(fields, "the function of fields must not be null"));
    }

    private static String checkedUri(String uri) {
        RedisURI unused = RedisURI.create(Objects.requireNonNull(uri, "the address of Redis must not be null"));
        return uri;
    }

    private static String checked(String name, String what) {
        if (name == null || name.isEmpty()) {
            throw new IllegalArgumentException(what + " must have a name");
        }
        return name;
    }
}
