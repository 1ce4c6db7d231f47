package io.millrace.window.operator;

import io.millrace.state.serde.CompositeSerde;
import io.millrace.state.serde.Serde;
import io.millrace.window.operator.HeldPane.Partial;
import io.millrace.window.operator.HeldPane.Sender;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Writes what a {@link PaneCombiner} sends to another process. */
final class PartialSerde<K, A> extends CompositeSerde<Partial<K, A>> {

    private static final long serialVersionUID = 1;

    private final Serde<K> keys;
    private final Serde<A> accumulators;

    PartialSerde(Serde<K> keys, Serde<A> accumulators) {
        super("partial", keys, accumulators);
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
    protected Partial<K, A> read(DataInput in, Parts parts) throws IOException {
        K key = parts.read(0, "key", in);
        long start = in.readLong();
        int events = in.readInt();
        A accumulator = parts.read(1, "accumulator", in);
        return new Partial<>(key, start, accumulator, events, Sender.ELSEWHERE);
    }
}
