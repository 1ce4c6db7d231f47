package io.millrace.state.serde;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collection;

/**
 * A sequence of values: whether each is behind a boolean that says that it is there, their number, and each one. Nulls
 * need that boolean, and so do values that may take no byte: no more of them can be read than there are bytes.
 */
final class Elements<E> {
    private final Serde<E> element;

    Elements(Serde<E> element) {
        this.element = element;
    }

    void write(Collection<? extends E> values, DataOutput out) throws IOException {
        boolean marked = !NeverEmpty.is(element) || hasNull(values);
        out.writeBoolean(marked);
        Encoding.writeLength(values.size(), out);
        for (E value : values) {
            if (marked) {
                out.writeBoolean(value != null);
            }
            if (value != null) {
                element.write(value, out);
            }
        }
    }

    /** Adds the values that are read to a collection, which grows as they arrive; returns their number. */
    int readInto(Collection<? super E> target, Serde.Reader<? extends E> reader, DataInput in) throws IOException {
        boolean marked = PrimitiveSerdes.readBoolean(in);
        int count = Encoding.readCount("collection", 1, in);
        if (!marked && count > 0 && !NeverEmpty.is(element) && !(in instanceof BytesInput)) {
            throw new IOException("Damaged collection: nothing bounds the number of its elements");
        }
        for (int i = 0; i < count; i++) {
            boolean present = !marked || PrimitiveSerdes.readBoolean(in);
            E value = present ? reader.read(in) : null;
            if (present && value == null) {
                throw new IOException("Damaged collection: read of the serde of its elements returned null");
            }
            target.add(value);
        }
        return count;
    }

    int hash(E value) {
        return value == null ? 0 : element.hash(value);
    }

    Serde<E> element() {
        return element;
    }

    private static boolean hasNull(Collection<?> values) {
        for (Object value : values) {
            if (value == null) {
                return true;
            }
        }
        return false;
    }
}
