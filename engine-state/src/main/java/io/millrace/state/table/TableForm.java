package io.millrace.state.table;

import io.millrace.state.serde.KeyHasher;
import io.millrace.state.serde.Serde;
import io.millrace.state.store.StateHeader;
import java.io.IOException;

/**
 * How the entries of a table are written.
 *
 * @param keys of the keys
 * @param hasher of the keys
 * @param elements of the keys of maps that are values; null when they are none
 * @param elementHasher of the keys of maps that are values; null when they are none
 * @param values of the values, or of what is in lists and maps that are values
 */
record TableForm<K>(
        StateHeader header,
        Serde<K> keys,
        KeyHasher<K> hasher,
        Serde<Object> elements,
        KeyHasher<Object> elementHasher,
        Serde<Object> values) {

    /** Checks that what was written in other forms can be read. */
    void requireReadable(StateHeader found) throws IOException {
        if (elements != null) {
            Serde.readerFor(elements, found.elementForm());
        }
        Serde.readerFor(values, found.valueForm());
    }
}
