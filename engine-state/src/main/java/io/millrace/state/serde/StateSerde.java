package io.millrace.state.serde;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

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

    @Override
    public final boolean immutable() {
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
        return PrimitiveSerdes.readBoolean(in) ? serde.read(in) : null;
    }
}
