package io.millrace.edge;

import static java.lang.invoke.MethodHandles.lookup;

import io.millrace.function.Fn;
import io.millrace.function.Monomorphic;
import io.millrace.operator.Batch;
import io.millrace.operator.OperatorException;
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

    /** Made by copies, see {@link io.millrace.function.Monomorphic}. */
    final class KeyRowHasher implements RowHasher {

        private final Fn<? super Object, ?> key;
        private final KeyHasher<Object> hasher;
        private final String consumer;

        KeyRowHasher(Fn<? super Object, ?> key, KeyHasher<Object> hasher, String consumer) {
            this.key = key;
            this.hasher = hasher;
            this.consumer = consumer;
        }

        @Override
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
}
