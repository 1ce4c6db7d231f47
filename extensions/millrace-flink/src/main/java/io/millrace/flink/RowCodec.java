package io.millrace.flink;

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
        out.writeBoolean(row.isEvent());
        if (byKey) {
            out.writeInt(row.hash());
        }
        if (!row.isEvent()) {
            out.writeInt(row.ended());
        } else if (type != null) {
            serde().write(row.value(), out);
        } else {
            byClass().write(row.value(), out);
        }
    }

    Row read(Row into, DataInputView in) throws IOException {
        boolean isEvent = in.readBoolean();
        int hash = byKey ? in.readInt() : 0;
        if (!isEvent) {
            return into.ended(in.readInt(), hash);
        }
        return into.set(type != null ? serde().read(in) : byClass().read(in), hash);
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
