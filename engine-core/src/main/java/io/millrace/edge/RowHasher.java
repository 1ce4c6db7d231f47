package io.millrace.edge;

import static java.lang.invoke.MethodHandles.lookup;

import io.millrace.function.Fn;
import io.millrace.function.Monomorphic;
import io.millrace.operator.Batch;
import io.millrace.state.serde.KeyHasher;

/** Computes the mixed hash of a row's key, once, where the row is partitioned. */
public interface RowHasher {

    Monomorphic<RowHasher> COPIES = Monomorphic.of(lookup(), KeyRowHasher.class);

    /** Gives each row the hash of its key. */
    void hash(Batch<Object> batch);

    /**
     * A hasher of the keys of a node.
     *
     * @param consumer the label of the keyed node, for messages
     * @param key from row to key
     */
    static RowHasher of(String consumer, Fn<? super Object, ?> key, KeyHasher<Object> hasher) {
        return COPIES.make(key, hasher, consumer);
    }
}
