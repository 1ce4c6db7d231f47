package io.millrace.edge;

import io.millrace.function.Fn;
import io.millrace.graph.KeySelector;
import io.millrace.operator.Batch;
import io.millrace.operator.OperatorException;
import io.millrace.state.serde.KeyHasher;
import io.millrace.state.serde.SerdeRegistry;

/** Computes the mixed hash of a row's key, once, where the row is partitioned. */
public final class RowHasher {

    private final String consumer;
    private final Fn<? super Object, ?> key;
    private final KeyHasher<Object> hasher;

    private RowHasher(String consumer, Fn<? super Object, ?> key, KeyHasher<Object> hasher) {
        this.consumer = consumer;
        this.key = key;
        this.hasher = hasher;
    }

    /**
     * A hasher of the keys of a node.
     *
     * @param consumer the label of the keyed node, for messages
     */
    @SuppressWarnings("unchecked") // rows of an input are of the type that its key function takes
    public static RowHasher of(String consumer, KeySelector<?, ?> selector, SerdeRegistry serdes) {
        KeySelector<Object, Object> any = (KeySelector<Object, Object>) selector;
        return new RowHasher(consumer, any.function(), serdes.hasher(any.type()));
    }

    /** Gives each row the hash of its key. */
    public void hash(Batch<Object> batch) {
        int row = 0;
        Object value = null;
        try {
            for (int size = batch.size(); row < size; row++) {
                value = null;
                value = key.apply(batch.value(row));
                if (value == null) {
                    throw new NullPointerException(
                            "the key function returned null; filter such events out before keyBy");
                }
                batch.hash(row, hasher.hash(value));
            }
        } catch (Throwable e) {
            throw new OperatorException("key of " + consumer, value, batch.value(row), batch.timestamp(row), e);
        }
    }
}
