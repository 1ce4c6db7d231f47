package io.millrace.source;

import io.millrace.function.Fn;
import io.millrace.state.serde.Type;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * A source for brokers that keep each message until it is acknowledged, and give it once more when whoever has got it dies: messages are acknowledged when a snapshot is complete that has their effect. So each affects
 * state at least once, and none that was acknowledged comes again. Those between a snapshot and the crash are given again; so are those of the last snapshot whose acknowledgement has
 * not come to the broker any more. A job that goes back to an older snapshot, or begins anew, lacks what was acknowledged since.
 *
 * <p>Messages that have not been acknowledged are kept in memory, and there are as many at a time as {@link #mostUnacknowledged} says: a job that reads more than that between two snapshots waits for the next
 * one, which the log says once.
 *
 * <p><b>Without snapshots</b> messages are acknowledged as soon as they have been handed to the job: what was under way when that fails is lost.
 *
 * <p>Each parallel reader has an {@link Inbox} of its own, among which the broker shares out the messages. There is nothing about them in snapshots, so the parallelism may change.
 *
 * <p>A source of a broker makes values of the messages that say all that programs want of one; {@link #events} makes events of these, and comes behind the options of the broker.
 *
 * @param <M> the messages, as the client has them
 * @param <T> the events
 */
public abstract class AcknowledgedSource<M, T> implements Source<T> {

    private static final long serialVersionUID = 1;

    private static final int MOST_READERS = 128;

    /** For subclasses. */
    protected AcknowledgedSource() {}

    /**
     * Connects to the broker; called on the thread that will call the result, before anything is read.
     *
     * @param context what the engine offers to the reader
     * @return a new inbox, which the engine closes
     * @throws Exception fails the job, naming this source: an {@link io.millrace.refusal.JobRefusedException.UnreadableSourceException} that says what is wrong and what to do
     */
    protected abstract Inbox<M> connect(SourceContext context) throws Exception;

    /**
     * Makes an event of a message; called by any of the readers.
     *
     * @param message a message
     * @return the event, not null
     * @throws Exception when that cannot be: the message becomes what {@code onError} right behind the source says, with its {@linkplain Inbox#place place}, and is acknowledged like others; or else the job fails
     */
    protected abstract T event(M message) throws Exception;

    /**
     * How many messages a reader has at most that were not acknowledged; what the broker is told is its own limit, too.
     *
     * @return at least 1
     */
    protected abstract int mostUnacknowledged();

    /**
     * Makes events of what this source makes of messages.
     *
     * @param <E> the events
     * @param type the class of the events, which is not generic
     * @param function makes an event, not null; called by any of the readers. A message for which it fails becomes what {@code onError} right behind the source says, and is acknowledged like others; without that the job fails
     * @return a source of the events
     */
    public final <E> Source<E> events(Class<E> type, Fn<? super T, ? extends E> function) {
        return events(Type.of(Objects.requireNonNull(type, "the class of the events must not be null")), function);
    }

    /**
     * As {@link #events(Class, Fn)}, of a type that may be generic.
     *
     * @param <E> the events
     * @param type the type of the events
     * @param function makes an event
     * @return a source of the events
     */
    public final <E> Source<E> events(Type<E> type, Fn<? super T, ? extends E> function) {
        return new MappedMessages<>(this, type, function);
    }

    @Override
    public final SourceReader<T> open(SourceContext context) throws Exception {
        return new AcknowledgingReader<>(this, connect(context), context);
    }

    @Override
    public final boolean blocking() {
        return true;
    }

    /** Readers are told instead: the last snapshot of a job that is stopped is one to acknowledge for. */
    @Override
    public final boolean interruptible() {
        return false;
    }

    @Override
    public int maxParallelism() {
        return MOST_READERS;
    }

    /** A position says no more than which messages of its own run a reader has to acknowledge. */
    @Override
    public final List<Object> redistribute(List<Object> positions, int readers) {
        return Collections.nCopies(readers, null);
    }
}
