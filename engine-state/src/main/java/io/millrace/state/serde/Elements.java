package io.millrace.state.serde;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collection;

/** A sequence of values: whether there are nulls among them, their number, and each one. */
final class Elements<E> {
    private final Serde<E> element;

    Elements(Serde<E> element) {
        this.element = element;
    }

    void write(Collection<? extends E> values, DataOutput out) throws IOException {
        boolean nulls = hasNull(values);
        out.writeBoolean(nulls);
        Encoding.writeLength(values.size(), out);
        for (E value : values) {
            if (nulls) {
                out.writeBoolean(value != null);
            }
            if (value != null) {
                element.write(value, out);
            }
        }
    }

    /** Says that what was written cannot be read by a serde. */
    static IOException otherForm(String writtenForm, Serde<?> serde) {
        return new IOException("It was written as " + writtenForm + " and is now " + serde.form()
                + ": give the new one another name, or register a Serde that reads both");
    }

    /** Adds the values that are read to a collection, which grows as they arrive; returns their number. */
    static <E> int readInto(Collection<? super E> target, Serde.Reader<? extends E> element, DataInput in)
            throws IOException {
        boolean nulls = PrimitiveSerdes.readBoolean(in);
        int count = Encoding.readLength("collection", in);
        for (int i = 0; i < count; i++) {
            boolean present = !nulls || PrimitiveSerdes.readBoolean(in);
            target.add(present ? element.read(in) : null);
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
