package io.millrace.window.operator;

import io.millrace.state.serde.CompositeSerde;
import io.millrace.state.serde.Serde;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Writes the numbers of {@link FlatSessions}. */
final class FlatSessionSerde extends CompositeSerde<long[]> {

    private static final long serialVersionUID = 1;

    private final Serde<long[]> accumulator;
    private final int width;

    FlatSessionSerde(Serde<long[]> accumulator, int width) {
        super("session", accumulator);
        this.accumulator = accumulator;
        this.width = width;
    }

    @Override
    public void write(long[] session, DataOutput out) throws IOException {
        out.writeLong(session[FlatSessions.START]);
        out.writeLong(session[FlatSessions.LAST]);
        accumulator.write(FlatSessions.accumulatorOf(session), out);
    }

    @Override
    protected long[] read(DataInput in, Parts parts) throws IOException {
        long start = in.readLong();
        long last = in.readLong();
        if (start > last) {
            throw new IOException("Damaged session: it ends at " + last + ", before it begins at " + start);
        }
        long[] read = parts.read(0, "accumulator", in);
        if (read.length != width) {
            throw new IOException("Damaged session: its accumulator has " + read.length + " numbers and not " + width);
        }
        return FlatSessions.of(start, last, read);
    }
}
