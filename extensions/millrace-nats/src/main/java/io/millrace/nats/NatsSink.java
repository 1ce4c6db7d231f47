package io.millrace.nats;

import io.millrace.function.Fn;
import io.millrace.refusal.JobRefusedException.UnwritableSinkException;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import java.util.Objects;

/**
 * Publishes events to JetStream; made by {@link Nats#sink}. Whatever was written before a snapshot is in its stream when that is complete, so in a job with snapshots each event is there at least once; with {@link #ids} once, as long as the
 * stream remembers ids. Immutable: the options return a changed copy.
 *
 * @param <T> the events
 */
public final class NatsSink<T> implements Sink<T> {

    private static final long serialVersionUID = 1;

    final Client client;
    final String subject;

    /** Null where all have the same. */
    final Fn<? super T, String> subjects;

    final Fn<? super T, byte[]> data;

    /** Null where there are none. */
    final Fn<? super T, String> ids;

    private NatsSink(
            Client client,
            String subject,
            Fn<? super T, String> subjects,
            Fn<? super T, byte[]> data,
            Fn<? super T, String> ids) {
        this.client = client;
        this.subject = subject;
        this.subjects = subjects;
        this.data = data;
        this.ids = ids;
    }

    static <T> NatsSink<T> of(Client client, String subject, Fn<? super T, byte[]> data) {
        return new NatsSink<>(client, subject, null, data, null);
    }

    /**
     * Gives each event a subject of its own, of which a stream has to take each.
     *
     * @param function from an event to its subject
     * @return the changed sink
     */
    public NatsSink<T> subjects(Fn<? super T, String> function) {
        return new NatsSink<>(
                client,
                subject,
                Objects.requireNonNull(function, "the function of subjects must not be null"),
                data,
                ids);
    }

    /**
     * Gives each message an id ({@code Nats-Msg-Id}) that is made of the event: the stream leaves out what it has by that id already, for as long as its {@code duplicate_window} says, two minutes unless it was made otherwise. So give
     * it a longer one than a job takes to go on after a crash.
     *
     * @param function from an event to its id, the same whenever that event comes
     * @return the changed sink
     */
    public NatsSink<T> ids(Fn<? super T, String> function) {
        return new NatsSink<>(
                client,
                subject,
                subjects,
                data,
                Objects.requireNonNull(function, "the function of ids must not be null"));
    }

    /**
     * Gets in by a file of credentials ({@code .creds}).
     *
     * @param file its name
     * @return the changed sink
     */
    public NatsSink<T> credentials(String file) {
        return new NatsSink<>(new Client(client.servers(), file), subject, subjects, data, ids);
    }

    @Override
    public SinkWriter<T> open(SinkContext context) {
        try {
            return NatsWriter.open(this, context);
        } catch (UnwritableSinkException e) {
            throw e;
        } catch (Exception e) {
            throw client.failure("sink '" + context.operator() + "'", e, UnwritableSinkException::new);
        }
    }

    @Override
    public boolean blocking() {
        return true;
    }

    /** Where it writes, for people. */
    @Override
    public String toString() {
        return (subjects == null ? "subject " + subject : "subjects") + " at " + client
                + (ids == null ? "" : ", with ids of the events");
    }
}
