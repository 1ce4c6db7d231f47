package io.millrace.table.state;

import io.millrace.state.serde.CompositeSerde;
import io.millrace.state.serde.Serde;
import io.millrace.state.table.Scheduled;
import io.millrace.state.table.TimedSides;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * An event that waits for its time, or what is so of a key from a time on, about which something is to be done when a time has come. What is written of it is its value alone.
 */
public final class Held extends Scheduled {

    private final Object value;

    // known by where it is kept
    private int hash;
    private TimedSides<Held, Held> cell;

    /**
     * What is held.
     *
     * @param value the value, or null, which says that there is none
     */
    public Held(Object value) {
        this.value = value;
    }

    /** The value, or null. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // of the side that it is kept at
    public <V> V value() {
        return (V) value;
    }

    /**
     * Says where it is kept.
     *
     * @param newHash the mixed hash of the key
     * @param newCell what there is of the key
     */
    public void keptIn(int newHash, TimedSides<Held, Held> newCell) {
        hash = newHash;
        cell = newCell;
    }

    /** The mixed hash of the key. */
    public int hash() {
        return hash;
    }

    /** What there is of the key. */
    public TimedSides<Held, Held> cell() {
        return cell;
    }

    @Override
    protected boolean precedes(Scheduled other) {
        return Integer.compareUnsigned(hash, ((Held) other).hash) < 0;
    }

    @Override
    public String toString() {
        return value == null ? "none" : value.toString();
    }

    /** Writes values that may be none. */
    public static <V> Serde<Held> serde(Serde<V> values) {
        return new HeldSerde<>(values);
    }

    private static final class HeldSerde<V> extends CompositeSerde<Held> {

        private static final long serialVersionUID = 1;

        private final Serde<V> values;

        HeldSerde(Serde<V> values) {
            super("maybe", values);
            this.values = values;
        }

        @Override
        @SuppressWarnings("unchecked") // it is of the serde's type
        public void write(Held held, DataOutput out) throws IOException {
            writeNullable(values, (V) held.value, out);
        }

        @Override
        protected Held read(DataInput in, Parts parts) throws IOException {
            Object value = parts.readNullable(0, "row", in);
            return new Held(value);
        }

        @Override
        public boolean immutable() {
            return values.immutable();
        }
    }
}
