package io.millrace.nats;

import io.millrace.function.Fn;
import java.util.Objects;

/** Streams of NATS JetStream as sources and sinks, each message at least once in a job with snapshots. */
public final class Nats {

    private Nats() {}

    /**
     * The messages of a stream, pulled by a durable consumer: the server shares them out among the tasks that read, and keeps each until a snapshot has its effect.
     *
     * @param servers where NATS is: {@code nats://user:password@host:4222}, {@code nats://token@host:4222} or {@code tls://...}; several with commas between
     * @param stream the name of the stream, which has to be there when the job starts
     * @param durable the name of the consumer, for this source alone; made at the beginning of the stream where it is not there
     * @return the source
     */
    public static NatsSource source(String servers, String stream, String durable) {
        return NatsSource.of(
                new Client(checked(servers, "the address of NATS")),
                checked(stream, "the stream"),
                checked(durable, "the consumer"));
    }

    /**
     * Publishes events, which the streams of their subjects have then.
     *
     * @param <T> the events
     * @param servers where NATS is, as for {@link #source}
     * @param subject the subject, which a stream has to take
     * @param data makes the data of a message of an event
     * @return the sink
     */
    public static <T> NatsSink<T> sink(String servers, String subject, Fn<? super T, byte[]> data) {
        return NatsSink.of(
                new Client(checked(servers, "the address of NATS")),
                checked(subject, "the subject"),
                Objects.requireNonNull(data, "the function of data must not be null"));
    }

    private static String checked(String name, String what) {
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException(what + " must not be blank");
        }
        return name;
    }
}
