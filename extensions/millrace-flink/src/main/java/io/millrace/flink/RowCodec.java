package io.millrace.flink;

import io.millrace.host.PackedRow;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import java.io.IOException;
import java.io.Serializable;
import java.util.Objects;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How the rows of an input are written: the events by their serde, behind the hashes of their keys where they go by key. Where
 * the type is not known, or not what its arguments are, {@link ByClass} writes them.
 */
final class RowCodec implements Serializable {

    private static final long serialVersionUID = 1;

    private static final byte END = 0;
    private static final byte EVENT = 1;

    /** Several of them. */
    private static final byte PACKED = 2;

    private final String stream;
    private final SerdeRegistry serdes;
    private final Type<?> type;
    private final boolean byKey;
    private transient Serde<Object> serde;
    private transient ByClass byClass;

    /** @param type of the events, or null where it is not known */
    RowCodec(String stream, SerdeRegistry serdes, Type<?> type, boolean byKey) {
        this.stream = stream;
        this.serdes = serdes;
        this.type = type == null || isRaw(type) ? null : type;
        this.byKey = byKey;
    }

    /** A generic class of which it is not known what its arguments are. */
    private static boolean isRaw(Type<?> type) {
        return type.javaType() instanceof Class<?> plain && plain.getTypeParameters().length > 0;
    }

    /** Looks for the serde, so that it is known whether there is one. */
    RowCodec checked() {
        if (type != null) {
            serde();
        }
        return this;
    }

    void write(Row row, DataOutputView out) throws IOException {
        PackedRow packed = row.value() instanceof PackedRow several ? several : null;
        out.writeByte(packed != null ? PACKED : row.isEvent() ? EVENT : END);
        if (byKey) {
            out.writeInt(row.hash());
        }
        if (packed != null) {
            out.writeInt(packed.bytes().length);
            out.write(packed.bytes());
        } else if (!row.isEvent()) {
            out.writeInt(row.ended());
        } else if (type != null) {
            serde().write(row.value(), out);
        } else {
            byClass().write(row.value(), out);
        }
    }

    Row read(Row into, DataInputView in) throws IOException {
        byte kind = in.readByte();
        int hash = byKey ? in.readInt() : 0;
        if (kind == END) {
            return into.ended(in.readInt(), hash);
        }
        return into.set(
                kind == PACKED
                        ? packed(in)
                        : type != null ? serde().read(in) : byClass().read(in),
                hash);
    }

    private static PackedRow packed(DataInputView in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return new PackedRow(bytes);
    }

    @SuppressWarnings("unchecked") // the registry goes by the type
    private Serde<Object> serde() {
        if (serde == null) {
            serde = (Serde<Object>) serdes.serde(type);
        }
        return serde;
    }

    private ByClass byClass() {
        if (byClass == null) {
            byClass = new ByClass(stream, serdes);
        }
        return byClass;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowCodec codec && byKey == codec.byKey && Objects.equals(type, codec.type);
    }

    @Override
    public int hashCode() {
        return Objects.hash(type, byKey);
    }

    @Override
    public String toString() {
        return "rows of " + (type == null ? "any type" : type.toString()) + (byKey ? " by key" : "");
    }
}
