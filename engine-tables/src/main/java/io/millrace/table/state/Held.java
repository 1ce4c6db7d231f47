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
 *
 * @param <K> the keys
 */
public final class Held<K> extends Scheduled {

    private final Object value;

    // known by where it is kept
    private K key;
    private int hash;
    private TimedSides<Held<K>, Held<K>> cell;

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
     * @param newKey whose it is
     * @param newHash the mixed hash of the key
     * @param newCell what there is of the key
     */
    public void keptIn(K newKey, int newHash, TimedSides<Held<K>, Held<K>> newCell) {
        key = newKey;
        hash = newHash;
        cell = newCell;
    }

    /** Whose it is. */
    public K key() {
        return key;
    }

    /** The mixed hash of the key. */
    public int hash() {
        return hash;
    }

    /** What there is of the key. */
    public TimedSides<Held<K>, Held<K>> cell() {
        return cell;
    }

    @Override
    protected boolean precedes(Scheduled other) {
        return Integer.compareUnsigned(hash, ((Held<?>) other).hash) < 0;
    }

    /** Writes values that may be none. */
    public static <K, V> Serde<Held<K>> serde(Serde<V> values) {
        return new HeldSerde<>(values);
    }

    private static final class HeldSerde<K, V> extends CompositeSerde<Held<K>> {

        private static final long serialVersionUID = 1;

        private final Serde<V> values;

        HeldSerde(Serde<V> values) {
            super("maybe", values);
            this.values = values;
        }

        @Override
        @SuppressWarnings("unchecked") // it is of the serde's type
        public void write(Held<K> held, DataOutput out) throws IOException {
            writeNullable(values, (V) held.value, out);
        }

        @Override
        protected Held<K> read(DataInput in, Parts parts) throws IOException {
            Object value = parts.readNullable(0, "row", in);
            return new Held<>(value);
        }

        @Override
        public boolean immutable() {
            return values.immutable();
        }
    }
}
