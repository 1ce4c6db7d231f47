package io.millrace.flink;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Rows of an input, as Flink knows types. */
final class RowType extends InnerType<Row> {

    private static final long serialVersionUID = 1;

    private final RowCodec codec;

    RowType(RowCodec codec) {
        super(Row.class);
        this.codec = codec;
    }

    @Override
    public TypeSerializer<Row> createSerializer(SerializerConfig config) {
        return new RowSerializer(codec);
    }

    @Override
    public String toString() {
        return codec.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowType type && codec.equals(type.codec);
    }

    @Override
    public int hashCode() {
        return codec.hashCode();
    }
}
