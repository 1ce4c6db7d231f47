package io.millrace.window.operator;

import io.millrace.state.serde.Serde;
import io.millrace.state.serde.StateSerde;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Writes the windows of a key. */
final class KeyedWindowsSerde<A> extends StateSerde<KeyedWindows<A>> {

    private final Serde<A> accumulator;

    KeyedWindowsSerde(Serde<A> accumulator) {
        super("windows<" + accumulator.form() + ">");
        this.accumulator = accumulator;
    }

    @Override
    public void write(KeyedWindows<A> windows, DataOutput out) throws IOException {
        out.writeLong(windows.triggersDue());
        for (KeyedWindow<A> window = windows.first(); window != null; window = window.next) {
            out.writeBoolean(true);
            out.writeLong(window.start);
            out.writeLong(window.last);
            accumulator.write(window.accumulator, out);
            out.writeBoolean(window.ended);
            writeCount(window.emitted, out);
        }
        out.writeBoolean(false);
    }

    @Override
    public KeyedWindows<A> read(DataInput in) throws IOException {
        KeyedWindows<A> windows = new KeyedWindows<>();
        windows.triggerDue(in.readLong());
        KeyedWindow<A> latest = null;
        while (in.readBoolean()) {
            KeyedWindow<A> window = new KeyedWindow<>(in.readLong(), in.readLong(), accumulator.read(in));
            window.ended = in.readBoolean();
            window.emitted = readCount("results", in);
            windows.add(window, latest);
            latest = window;
        }
        return windows;
    }
}
