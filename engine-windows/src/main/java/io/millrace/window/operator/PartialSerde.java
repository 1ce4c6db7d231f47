package io.millrace.window.operator;

import io.millrace.state.serde.Serde;
import io.millrace.window.operator.HeldPane.Partial;
import io.millrace.window.operator.HeldPane.Sender;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Writes what a {@link PaneCombiner} sends to another process. */
final class PartialSerde<K, A> implements Serde<Partial<K, A>> {

    private static final long serialVersionUID = 1;

    private final Serde<K> keys;
    private final Serde<A> accumulators;

    PartialSerde(Serde<K> keys, Serde<A> accumulators) {
        this.keys = keys;
        this.accumulators = accumulators;
    }

    @Override
    public void write(Partial<K, A> partial, DataOutput out) throws IOException {
        keys.write(partial.key(), out);
        out.writeLong(partial.start());
        out.writeInt(partial.events());
        accumulators.write(partial.accumulator(), out);
    }

    @Override
    public Partial<K, A> read(DataInput in) throws IOException {
        K key = keys.read(in);
        long start = in.readLong();
        int events = in.readInt();
        return new Partial<>(key, start, accumulators.read(in), events, Sender.ELSEWHERE);
    }

    @Override
    public int hash(Partial<K, A> partial) {
        throw new UnsupportedOperationException("it is no key");
    }

    @Override
    public boolean immutable() {
        return false;
    }
}
