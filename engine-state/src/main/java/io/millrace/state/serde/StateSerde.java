package io.millrace.state.serde;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * The serde of mutable objects that an operator keeps in its state, such as accumulators: never keys, and so without a
 * hash. For operators and aggregates of one's own whose state is of a class that is no record.
 *
 * @param <T> the objects
 */
public abstract class StateSerde<T> implements Serde<T> {
    private final String form;

    /**
     * A serde with a form.
     *
     * @param form see {@link Serde#form}
     */
    protected StateSerde(String form) {
        this.form = form;
    }

    /** Refuses: these objects are no keys. */
    @Override
    public final int hash(T value) {
        throw new UnsupportedOperationException("a " + form + " changes, so it cannot be a key");
    }

    /** False, unless a serde knows better. */
    @Override
    public boolean immutable() {
        return false;
    }

    @Override
    public final String form() {
        return form;
    }

    /**
     * Writes a number that is not negative, small ones in a byte.
     *
     * @throws IOException what the output throws
     */
    protected static void writeCount(int count, DataOutput out) throws IOException {
        Encoding.writeLength(count, out);
    }

    /**
     * Reads what {@link #writeCount} wrote. Allocate nothing by it before the elements have arrived.
     *
     * @param what what is counted, for errors
     * @throws IOException when the input ends early or is damaged
     */
    protected static int readCount(String what, DataInput in) throws IOException {
        return Encoding.readLength(what, in);
    }

    /**
     * Reads what {@link #writeCount} wrote, where that many elements follow.
     *
     * @param what what is counted, for errors
     * @param leastBytes how many bytes each element takes at least, 1 or more
     * @throws IOException when the input ends early, is damaged, or has fewer bytes left than that takes
     */
    protected static int readCount(String what, int leastBytes, DataInput in) throws IOException {
        return Encoding.readCount(what, leastBytes, in);
    }

    /**
     * Reads a boolean, and nothing else in its place.
     *
     * @throws IOException when the input ends early or is damaged
     */
    protected static boolean readBoolean(DataInput in) throws IOException {
        return PrimitiveSerdes.readBoolean(in);
    }

    /**
     * Reads a value that is not null.
     *
     * @param what what it is, for errors
     * @throws IOException when the input ends early or is damaged, or when the serde returns null
     */
    protected static <V> V readPresent(String what, Serde<V> serde, DataInput in) throws IOException {
        V value = serde.read(in);
        if (value == null) {
            throw new IOException("Damaged " + what + ": read of its serde returned null");
        }
        return value;
    }

    /**
     * Writes a value that may be null.
     *
     * @throws IOException what the output throws
     */
    protected static <V> void writeNullable(Serde<V> serde, V value, DataOutput out) throws IOException {
        out.writeBoolean(value != null);
        if (value != null) {
            serde.write(value, out);
        }
    }

    /**
     * Reads what {@link #writeNullable} wrote.
     *
     * @throws IOException when the input ends early or is damaged
     */
    protected static <V> V readNullable(Serde<V> serde, DataInput in) throws IOException {
        return PrimitiveSerdes.readBoolean(in) ? readPresent("value", serde, in) : null;
    }

    /**
     * The forms of the parts of which a written form is made, as in {@code name<form,form>}.
     *
     * @param name what has to stand before the bracket
     * @return empty when something else does
     * @throws IOException when its brackets do not match
     */
    protected static List<String> partsOf(String writtenForm, String name) throws IOException {
        Form form = Form.parse(writtenForm);
        return form.name().equals(name)
                ? form.parts().stream().map(Form.Part::form).toList()
                : List.of();
    }
}
