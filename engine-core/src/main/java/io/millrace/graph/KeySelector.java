package io.millrace.graph;

import io.millrace.function.Fn;
import io.millrace.state.serde.Type;
import java.io.Serializable;
import java.util.Objects;

/**
 * How a stream is partitioned: the key of an event, and the key's type where it is known.
 *
 * @param <T> the events
 * @param <K> the keys
 * @param function from event to key, not null
 * @param type the type of the keys, or null where it is not known
 */
public record KeySelector<T, K>(Fn<? super T, ? extends K> function, Type<K> type) implements Serializable {

    /** Checks the function. */
    public KeySelector {
        Objects.requireNonNull(function, "the key function must not be null");
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
}
