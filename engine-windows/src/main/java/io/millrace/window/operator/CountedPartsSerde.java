package io.millrace.window.operator;

import io.millrace.state.serde.Serde;
import io.millrace.state.serde.StateSerde;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Writes the parts that the latest events are in; what they give together is combined anew. */
final class CountedPartsSerde<A> extends StateSerde<CountedParts<A>> {

    private final CountedWindowSerde<A> part;

    CountedPartsSerde(Serde<A> accumulator) {
        super("parts<" + accumulator.form() + ">");
        part = new CountedWindowSerde<>(accumulator);
    }

    @Override
    public void write(CountedParts<A> parts, DataOutput out) throws IOException {
        out.writeLong(parts.sinceResult);
        writeCount(parts.size(), out);
        for (int i = 0; i < parts.size(); i++) {
            part.write(parts.get(i), out);
        }
    }

    @Override
    public CountedParts<A> read(DataInput in) throws IOException {
        CountedParts<A> parts = new CountedParts<>();
        parts.sinceResult = in.readLong();
        for (int left = readCount("parts", in); left > 0; left--) {
            parts.add(part.read(in));
        }
        return parts;
    }
}
