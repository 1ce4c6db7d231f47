package io.millrace.window.operator;

import io.millrace.state.serde.Serde;
import io.millrace.state.serde.Serdes;
import io.millrace.state.serde.StateSerde;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Writes the windows of a key, or a chunk of them where there are many; the first stands for all. */
final class KeyedWindowsSerde<K, A> extends StateSerde<KeyedWindow<K, A>> {

    private final Serde<A> accumulator;

    KeyedWindowsSerde(Serde<A> accumulator) {
        super("keyed-windows<" + Serdes.formOf(accumulator) + ">");
        this.accumulator = accumulator;
    }

    @Override
    public void write(KeyedWindow<K, A> first, DataOutput out) throws IOException {
        writeOne(first, out);
        for (KeyedWindow<K, A> window = first; window.sharesEntryWithNext(); window = window.next) {
            writeOne(window.next, out);
        }
    }

    private void writeOne(KeyedWindow<K, A> window, DataOutput out) throws IOException {
        out.writeLong(window.start);
        out.writeLong(window.last);
        accumulator.write(window.accumulator, out);
        out.writeBoolean(window.ended);
        writeCount(window.emitted, out);
        out.writeBoolean(window.sharesEntryWithNext());
    }

    @Override
    public KeyedWindow<K, A> read(DataInput in) throws IOException {
        KeyedWindow<K, A> first = readOne(in);
        KeyedWindow<K, A> latest = first;
        while (readBoolean(in)) {
            KeyedWindow<K, A> window = readOne(in);
            if (!latest.isBefore(window.start, window.last)) {
                throw new IOException("Damaged windows of a key: they are in no order");
            }
            latest.insertNext(window);
            latest = window;
        }
        return first;
    }

    private KeyedWindow<K, A> readOne(DataInput in) throws IOException {
        long start = in.readLong();
        long last = in.readLong();
        KeyedWindow<K, A> window = new KeyedWindow<>(start, last, readPresent("accumulator", accumulator, in));
        window.ended = readBoolean(in);
        window.emitted = readCount("results", in);
        return window;
    }
}
