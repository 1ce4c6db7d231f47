package io.millrace.state;

import io.millrace.state.serde.StateSerde;
import java.io.DataInput;
import java.io.DataOutput;

/** Stands for the serde of what is never written, because there are no snapshots. */
final class UnwrittenSerde<V> extends StateSerde<V> {
    UnwrittenSerde() {
        super("unwritten");
    }

    @Override
    public void write(V value, DataOutput out) {
        throw new UnsupportedOperationException("there are no snapshots to write to");
    }

    @Override
    public V read(DataInput in) {
        throw new UnsupportedOperationException("there are no snapshots to read from");
    }
}
