package io.millrace.window.operator;

import io.millrace.state.serde.Serde;
import io.millrace.state.serde.StateSerde;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Writes the windows of a key, the first of which stands for all. */
final class KeyedWindowsSerde<K, A> extends StateSerde<KeyedWindow<K, A>> {

    private final Serde<A> accumulator;

    KeyedWindowsSerde(Serde<A> accumulator) {
        super("keyed-windows<" + accumulator.form() + ">");
        this.accumulator = accumulator;
    }

    @Override
    public void write(KeyedWindow<K, A> first, DataOutput out) throws IOException {
        for (KeyedWindow<K, A> window = first; window != null; window = window.next) {
            out.writeLong(window.start);
            out.writeLong(window.last);
            accumulator.write(window.accumulator, out);
            out.writeBoolean(window.ended);
            writeCount(window.emitted, out);
            out.writeBoolean(window.next != null);
        }
    }

    @Override
    public KeyedWindow<K, A> read(DataInput in) throws IOException {
        KeyedWindow<K, A> first = readOne(in);
        KeyedWindow<K, A> latest = first;
        while (in.readBoolean()) {
            latest.insertNext(readOne(in));
            latest = latest.next;
        }
        return first;
    }

    private KeyedWindow<K, A> readOne(DataInput in) throws IOException {
        KeyedWindow<K, A> window = new KeyedWindow<>(in.readLong(), in.readLong(), accumulator.read(in));
        window.ended = in.readBoolean();
        window.emitted = readCount("results", in);
        return window;
    }
}
