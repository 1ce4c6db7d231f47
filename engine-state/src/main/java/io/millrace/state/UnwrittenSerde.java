package io.millrace.state;

import io.millrace.state.serde.Serde;
import java.io.DataInput;
import java.io.DataOutput;

/** Stands in for the serde of a type that has none, or is not known, where nothing is ever written. */
final class UnwrittenSerde<T> implements Serde<T> {
    private final String what;
    private final boolean immutable;

    UnwrittenSerde(String what, boolean immutable) {
        this.what = what;
        this.immutable = immutable;
    }

    @Override
    public void write(T value, DataOutput out) {
        throw unwritten();
    }

    @Override
    public T read(DataInput in) {
        throw unwritten();
    }

    @Override
    public int hash(T value) {
        throw unwritten();
    }

    @Override
    public boolean immutable() {
        return immutable;
    }

    private UnsupportedOperationException unwritten() {
        return new UnsupportedOperationException(
                "There is no Serde for " + what + ": declare the type, and register a Serde for it");
    }
}
