package io.millrace.flink;

import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import java.io.IOException;
import java.util.Objects;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes values for Flink by a serde. */
final class SerdeSerializer<T> extends SharedSerializer<T> {

    private static final long serialVersionUID = 1;

    private final Type<T> type;
    private final SerdeRegistry serdes;

    /** What is read; null when it is what is written. */
    private final String form;

    private transient Serde<T> serde;
    private transient Serde.Reader<? extends T> reader;

    SerdeSerializer(Type<T> type, SerdeRegistry serdes) {
        this(type, serdes, null);
    }

    private SerdeSerializer(Type<T> type, SerdeRegistry serdes, String form) {
        this.type = type;
        this.serdes = serdes;
        this.form = form;
    }

    /** What reads that which an earlier version of the program has written. */
    SerdeSerializer<T> reading(String writtenForm) {
        return new SerdeSerializer<>(type, serdes, writtenForm);
    }

    Type<T> type() {
        return type;
    }

    SerdeRegistry serdes() {
        return serdes;
    }

    /** How it writes. */
    Serde<T> serde() {
        if (serde == null) {
            serde = serdes.serde(type);
        }
        return serde;
    }

    private Serde.Reader<? extends T> reader() throws IOException {
        if (reader == null) {
            reader = form == null ? serde()::read : Serde.readerFor(serde(), form);
        }
        return reader;
    }

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public void serialize(T value, DataOutputView target) throws IOException {
        serde().write(value, target);
    }

    @Override
    public T deserialize(DataInputView source) throws IOException {
        return reader().read(source);
    }

    @Override
    public SerdeSnapshot<T> snapshotConfiguration() {
        return new SerdeSnapshot<>(this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SerdeSerializer<?> serializer
                && type.equals(serializer.type)
                && Objects.equals(form, serializer.form);
    }

    @Override
    public int hashCode() {
        return Objects.hash(type, form);
    }
}
