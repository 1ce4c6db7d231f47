package io.millrace.window.operator;

import io.millrace.function.Fn;

/** The key of an event, or of the events that a {@link PaneCombiner} sends as one. Made by copies, see {@link io.millrace.function.Monomorphic}. */
final class PartialKey<K, T> implements Fn<T, K> {

    private static final long serialVersionUID = 1;

    private final Fn<? super T, ? extends K> keyOf;

    PartialKey(Fn<? super T, ? extends K> keyOf) {
        this.keyOf = keyOf;
    }

    @Override
    @SuppressWarnings("unchecked") // a combiner was made with the same function
    public K apply(T event) throws Exception {
        return event instanceof HeldPane.Partial<?, ?> partial ? (K) partial.key() : keyOf.apply(event);
    }
}
