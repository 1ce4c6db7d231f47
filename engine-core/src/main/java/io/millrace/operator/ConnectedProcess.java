package io.millrace.operator;

/**
 * An operator of one's own on two streams, which are connected by their keys: what it keeps of a key is the same for the
 * events of both. State and timers are declared as fields, as those of a {@link KeyedProcess} are:
 *
 * <pre>{@code
 * final class Pairing extends ConnectedProcess<String, Order, Payment, Paid> {
 *     private final ValueState<Order> order = value("order", Order.class);
 *     private final Timer unpaid = eventTimer("unpaid", this::remind);
 *     ...
 * }
 * }</pre>
 *
 * <p>Events come as they arrive, so that either of two that belong together may be first, unless the streams were
 * connected {@linkplain io.millrace.Connected#inEventTimeOrder in the order of event time}.
 *
 * <p>Each parallel task has an instance of its own, which only its thread touches. State handles and timers always
 * speak of the key of the event or timer at hand. They are part of snapshots, other fields are not. Streams that have no
 * keys are connected by a process whose K is Void: it is told a key of null, and has neither state nor timers.
 *
 * @param <K> the keys
 * @param <A> the events of the left stream, on which {@code connect} was called
 * @param <B> the events of the right stream
 * @param <R> the results
 */
public abstract class ConnectedProcess<K, A, B, R> extends StatefulProcess<K, R> {

    /** For subclasses. */
    protected ConnectedProcess() {}

    /**
     * Processes an event of the left stream.
     *
     * @param event the event
     * @param context its key and time
     * @param out where results go
     * @throws Exception fails the job
     */
    protected abstract void left(A event, KeyedContext<K> context, Emitter<R> out) throws Exception;

    /**
     * Processes an event of the right stream.
     *
     * @param event the event
     * @param context its key and time
     * @param out where results go
     * @throws Exception fails the job
     */
    protected abstract void right(B event, KeyedContext<K> context, Emitter<R> out) throws Exception;
}
