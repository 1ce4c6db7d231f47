package io.millrace.window.operator;

import io.millrace.state.serde.Serde;
import io.millrace.state.serde.StateSerde;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Writes windows of so many events. */
final class CountedWindowSerde<A> extends StateSerde<CountedWindow<A>> {

    private final Serde<A> accumulator;

    CountedWindowSerde(Serde<A> accumulator) {
        super("counted<" + accumulator.form() + ">");
        this.accumulator = accumulator;
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
        CountedWindow<A> window = new CountedWindow<>(accumulator.read(in));
        window.span.read(in);
        window.count = in.readLong();
        window.emitted = readCount("results", in);
        return window;
    }
}
