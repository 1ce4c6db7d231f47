package io.millrace.state.store;

import io.millrace.state.serde.Serde;
import io.millrace.state.serde.Serdes;
import java.io.IOException;

/** How the fields of the records of one state are read: decided once for each serde. */
final class FieldReaders {
    private static final int FIELDS = 3;

    private final Serde<?>[] serdes = new Serde<?>[FIELDS];
    private final Serde.Reader<?>[] readers = new Serde.Reader<?>[FIELDS];

    /** A reader of a field that was written in a form. */
    @SuppressWarnings("unchecked") // it was made by that serde
    <T> Serde.Reader<? extends T> of(int field, Serde<T> serde, String writtenForm) throws IOException {
        if (serdes[field] != serde) {
            readers[field] = Serdes.readerOf(serde, writtenForm);
            serdes[field] = serde;
        }
        return (Serde.Reader<? extends T>) readers[field];
    }
}
