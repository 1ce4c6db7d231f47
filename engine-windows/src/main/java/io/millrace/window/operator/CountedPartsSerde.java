package io.millrace.window.operator;

import io.millrace.state.serde.Serde;
import io.millrace.state.serde.Serdes;
import io.millrace.state.serde.StateSerde;
import io.millrace.time.EventTime;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Writes the parts that the latest events are in; what they give together is combined anew. */
final class CountedPartsSerde<A> extends StateSerde<CountedParts<A>> {

    /** The span of time, the number of events, and of results. */
    private static final int LEAST_PART = 25;

    private final CountedWindowSerde<A> part;

    private final long most;
    private final long slide;

    /**
     * @param size how many events a window has at most
     * @param slide after how many there is a result
     */
    CountedPartsSerde(Serde<A> accumulator, long size, long slide) {
        super("parts<" + Serdes.formOf(accumulator) + ">");
        part = new CountedWindowSerde<>(accumulator, slide);
        most = EventTime.plus(size, slide);
        this.slide = slide;
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
        long events = 0;
        for (int left = readCount("parts", LEAST_PART, in); left > 0; left--) {
            CountedWindow<A> next = part.read(in);
            events += next.count;
            parts.add(next);
        }
        if (events < 1 || events > most || parts.sinceResult < 0 || parts.sinceResult >= slide) {
            throw new IOException("a sliding window by count has " + events + " events, " + parts.sinceResult
                    + " of them since the last result, where there may be 1 to " + most + ", and up to " + slide
                    + " of them: keep the size and the slide that it had when the snapshot was taken");
        }
        return parts;
    }
}
