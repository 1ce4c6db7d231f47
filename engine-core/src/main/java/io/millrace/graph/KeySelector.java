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
}
