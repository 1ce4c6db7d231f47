package io.millrace.window.operator;

import io.millrace.state.serde.Serde;
import io.millrace.state.serde.Serdes;
import io.millrace.state.serde.StateSerde;
import io.millrace.time.EventTime;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Writes the events of a key, a part for each timestamp; what windows give is combined anew. */
final class TrailingEventsSerde<K, A> extends StateSerde<TrailingEvents<K, A>> {

    /** Its time, and how many results it had. */
    private static final int LEAST_PART = 9;

    private final Serde<A> accumulator;

    TrailingEventsSerde(Serde<A> accumulator) {
        super("trailing<" + Serdes.formOf(accumulator) + ">");
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
        long latest = EventTime.NONE;
        for (int left = readCount("timestamps", LEAST_PART, in); left > 0; left--) {
            long time = in.readLong();
            if (time <= latest) {
                throw new IOException("Damaged trailing events: one at " + time + " behind one at " + latest);
            }
            latest = time;
            TrailingEvents.Part<A> part = new TrailingEvents.Part<>(time, readPresent("accumulator", accumulator, in));
            part.emitted = readCount("results", in);
            events.add(part);
        }
        if (events.isEmpty()) {
            throw new IOException("Damaged trailing events: there are none");
        }
        return events;
    }
}
