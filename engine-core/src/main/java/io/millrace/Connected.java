package io.millrace;

import io.millrace.function.SupplierFn;
import io.millrace.graph.KeySelector;
import io.millrace.graph.Meetings;
import io.millrace.graph.Node.Input;
import io.millrace.operator.ConnectedProcess;
import io.millrace.state.serde.Type;
import java.util.List;

/**
 * Two streams that one operator reads.
 *
 * @param <K> their keys; Void where they have none
 * @param <A> the events of the left stream
 * @param <B> the events of the right stream
 */
public final class Connected<K, A, B> {

    private final EventStream<A> stream;
    private final List<Input> inputs;
    private final KeySelector<A, K> leftKey;
    private final KeySelector<B, K> rightKey;
    private final boolean inOrder;

    Connected(EventStream<A> stream, List<Input> inputs, KeySelector<A, K> leftKey, KeySelector<B, K> rightKey) {
        this(stream, inputs, leftKey, rightKey, false);
    }

    private Connected(
            EventStream<A> stream,
            List<Input> inputs,
            KeySelector<A, K> leftKey,
            KeySelector<B, K> rightKey,
            boolean inOrder) {
        this.stream = stream;
        this.inputs = inputs;
        this.leftKey = leftKey;
        this.rightKey = rightKey;
        this.inOrder = inOrder;
    }

    /**
     * Has the process get all events in the order of event time, and not as they arrive: so it need not think of which
     * comes first, and what it makes of them is the same each time. An event waits, in state, until the watermark has
     * come to it. Of one time, left events come before right ones, and those of one stream as they arrived. A timer on event time
     * fires behind the events of its time, and before later ones. The {@linkplain
     * io.millrace.operator.KeyedContext#watermark watermark} that the process sees is right before the event at hand.
     *
     * <p>Events that are late, at or behind the watermark, are not given to the process: they are in the {@linkplain
     * ConnectedStream#lateLeft late streams}. Both streams need timestamps.
     *
     * @return the same streams in that order
     * @throws IllegalStateException when they have no keys, by which events could be kept
     */
    public Connected<K, A, B> inEventTimeOrder() {
        if (leftKey == null) {
            throw new IllegalStateException("streams without keys cannot be connected in the order of event time, since"
                    + " events that wait are kept by key: put .keyBy(...) before .connect(...), or .keyBy(event -> 0, Integer.class)"
                    + " to have all events in one order, in one task");
        }
        return new Connected<>(stream, inputs, leftKey, rightKey, true);
    }

    /**
     * Adds an operator of one's own on both streams.
     *
     * @param <R> its results
     * @param name its name, unique in the pipeline and stable across versions of the program
     * @param factory makes one instance per task, such as {@code Pairing::new}
     * @return the results
     */
    @SuppressWarnings("unchecked") // the inputs are those of the streams
    public <R> ConnectedStream<A, B, R> process(
            String name, SupplierFn<? extends ConnectedProcess<? super K, ? super A, ? super B, R>> factory) {
        Type<B> rightType = (Type<B>) inputs.get(1).type();
        return new ConnectedStream<>(
                stream.transform(
                        inOrder
                                ? new Meetings.ConnectedInOrder<K, A, B, R>(
                                        name, leftKey, rightKey, stream.type(), rightType, factory)
                                : new Meetings.Connected<K, A, B, R>(name, leftKey, rightKey, factory),
                        inputs),
                stream.type(),
                rightType);
    }
}
