package io.millrace.flink;

import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** A type that a serde of Millrace's writes, as Flink knows types: its operators can have it for keys and state. */
final class SerdeType<T> extends InnerType<T> {

    private static final long serialVersionUID = 1;

    private final Type<T> type;
    private final SerdeRegistry serdes;

    SerdeType(Type<T> type, SerdeRegistry serdes) {
        super(type.rawClass());
        this.type = type;
        this.serdes = serdes;
    }

    @Override
    public boolean isKeyType() {
        return true;
    }

    @Override
    public TypeSerializer<T> createSerializer(SerializerConfig config) {
        return new SerdeSerializer<>(type, serdes);
    }

    @Override
    public String toString() {
        return type.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SerdeType<?> known && type.equals(known.type);
    }

    @Override
    public int hashCode() {
        return type.hashCode();
    }
}
