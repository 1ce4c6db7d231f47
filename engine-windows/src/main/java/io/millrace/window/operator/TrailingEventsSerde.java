package io.millrace.window.operator;

import io.millrace.state.serde.Serde;
import io.millrace.state.serde.StateSerde;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Writes the events of a key, a part for each timestamp; what windows give is combined anew. */
final class TrailingEventsSerde<K, A> extends StateSerde<TrailingEvents<K, A>> {

    private final Serde<A> accumulator;

    TrailingEventsSerde(Serde<A> accumulator) {
        super("trailing<" + accumulator.form() + ">");
        this.accumulator = accumulator;
    }

    @Override
    public void write(TrailingEvents<K, A> events, DataOutput out) throws IOException {
        writeCount((int) (events.end() - events.first()), out);
        for (long position = events.first(); position < events.end(); position++) {
            TrailingEvents.Part<A> part = events.get(position);
            out.writeLong(part.time);
            accumulator.write(part.accumulator, out);
            writeCount(part.emitted, out);
        }
    }

    @Override
    public TrailingEvents<K, A> read(DataInput in) throws IOException {
        TrailingEvents<K, A> events = new TrailingEvents<>();
        for (int left = readCount("timestamps", in); left > 0; left--) {
            TrailingEvents.Part<A> part = new TrailingEvents.Part<>(in.readLong(), accumulator.read(in));
            part.emitted = readCount("results", in);
            events.add(part);
        }
        return events;
    }
}
