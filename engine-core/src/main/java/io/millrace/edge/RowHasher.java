package io.millrace.edge;

import static java.lang.invoke.MethodHandles.lookup;

import io.millrace.function.Monomorphic;
import io.millrace.graph.KeySelector;
import io.millrace.operator.Batch;
import io.millrace.state.serde.SerdeRegistry;

/** Computes the mixed hash of a row's key, once, where the row is partitioned. */
public interface RowHasher {

    Monomorphic<RowHasher> COPIES = Monomorphic.of(lookup(), KeyRowHasher.class);

    /** Gives each row the hash of its key. */
    void hash(Batch<Object> batch);

    /**
     * A hasher of the keys of a node.
     *
     * @param consumer the label of the keyed node, for messages
     */
    @SuppressWarnings("unchecked") // rows of an input are of the type that its key function takes
    static RowHasher of(String consumer, KeySelector<?, ?> selector, SerdeRegistry serdes) {
        KeySelector<Object, Object> any = (KeySelector<Object, Object>) selector;
        return COPIES.make(any.function(), serdes.hasher(any.type()), consumer);
    }
}
