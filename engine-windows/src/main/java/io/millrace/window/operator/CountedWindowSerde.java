package io.millrace.window.operator;

import io.millrace.state.serde.Serde;
import io.millrace.state.serde.Serdes;
import io.millrace.state.serde.StateSerde;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Writes windows of so many events, or parts of them. */
final class CountedWindowSerde<A> extends StateSerde<CountedWindow<A>> {

    private final Serde<A> accumulator;
    private final long most;

    /** @param most how many events there may be in one */
    CountedWindowSerde(Serde<A> accumulator, long most) {
        super("counted<" + Serdes.formOf(accumulator) + ">");
        this.accumulator = accumulator;
        this.most = most;
    }

    @Override
    public void write(CountedWindow<A> window, DataOutput out) throws IOException {
        accumulator.write(window.accumulator, out);
        window.span.write(out);
        out.writeLong(window.count);
        writeCount(window.emitted, out);
    }

    @Override
    public CountedWindow<A> read(DataInput in) throws IOException {
        CountedWindow<A> window = new CountedWindow<>(readPresent("accumulator", accumulator, in));
        window.span.read(in);
        window.count = in.readLong();
        if (window.count < 1 || window.count > most) {
            throw new IOException("a window by count has " + window.count + " events, where it may have 1 to " + most
                    + ": keep the size that it had when the snapshot was taken");
        }
        window.emitted = readCount("results", in);
        return window;
    }
}
