package io.millrace;

import io.millrace.function.SupplierFn;
import io.millrace.graph.Input;
import io.millrace.graph.KeySelector;
import io.millrace.graph.Meetings;
import io.millrace.operator.ConnectedProcess;
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

    Connected(EventStream<A> stream, List<Input> inputs, KeySelector<A, K> leftKey, KeySelector<B, K> rightKey) {
        this.stream = stream;
        this.inputs = inputs;
        this.leftKey = leftKey;
        this.rightKey = rightKey;
    }

    /**
     * Adds an operator of one's own on both streams.
     *
     * @param <R> its results
     * @param name its name, unique in the pipeline and stable across versions of the program
     * @param factory makes one instance per task, such as {@code Pairing::new}
     * @return the results
     */
    public <R> EventStream<R> process(
            String name, SupplierFn<? extends ConnectedProcess<? super K, ? super A, ? super B, R>> factory) {
        return stream.transform(new Meetings.Connected<K, A, B, R>(name, leftKey, rightKey, factory), inputs);
    }
}
