package io.millrace.operator;

import static java.lang.invoke.MethodHandles.lookup;

import io.millrace.function.Fn;
import io.millrace.function.Monomorphic;

/**
 * Asks for the keys of all rows of a batch, in a loop that is compiled for the key function alone. For operators that look up
 * many rows at once. Made when an operator opens, and confined to the task's thread.
 *
 * @param <K> the keys
 * @param <T> the events
 */
public abstract class KeyReader<K, T> {

    private static final Monomorphic<KeyReader<?, ?>> COPIES = Monomorphic.of(lookup(), FunctionKeyReader.class);

    KeyReader() {}

    /**
     * A reader of keys.
     *
     * @param <K> the keys
     * @param <T> the events
     * @param keyOf from event to key
     * @param context of the operator, which is told when the function fails or gives no key
     * @return the reader
     */
    public static <K, T> KeyReader<K, T> of(Fn<? super T, ? extends K> keyOf, OperatorContext context) {
        return COPIES.make(keyOf, context);
    }

    /**
     * Checks what a key function has returned.
     *
     * @param <K> the keys
     * @param key what it has returned
     * @return the same
     * @throws NullPointerException when it is null, with the remedy
     */
    public static <K> K checked(K key) {
        if (key == null) {
            throw new NullPointerException("the key must not be null; filter such events out before keyBy");
        }
        return key;
    }

    /**
     * Puts the key of each row into its place.
     *
     * @param batch the rows
     * @param keys at least as long as there are rows
     * @throws OperatorException when the function throws, or returns null
     */
    public abstract void read(Batch<T> batch, K[] keys);

    /** Made by copies, see {@link io.millrace.function.Monomorphic}. */
    static final class FunctionKeyReader<K, T> extends KeyReader<K, T> {

        private final Fn<? super T, ? extends K> keyOf;
        private final OperatorContext context;

        FunctionKeyReader(Fn<? super T, ? extends K> keyOf, OperatorContext context) {
            this.keyOf = keyOf;
            this.context = context;
        }

        @Override
        public void read(Batch<T> batch, K[] keys) {
            int row = 0;
            try {
                for (int size = batch.size(); row < size; row++) {
                    keys[row] = checked(keyOf.apply(batch.value(row)));
                }
            } catch (Throwable e) {
                throw context.failure(e, null, batch.value(row), batch.timestamp(row));
            }
        }
    }
}
