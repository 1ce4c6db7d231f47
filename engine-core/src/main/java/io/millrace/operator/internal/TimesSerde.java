package io.millrace.operator.internal;

import io.millrace.state.serde.Serde;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** Times, ascending, behind their number; there may be room behind them. */
enum TimesSerde implements Serde<long[]> {
    INSTANCE;

    @Override
    public void write(long[] times, DataOutput out) throws IOException {
        int size = (int) times[0];
        out.writeInt(size);
        for (int i = 1; i <= size; i++) {
            out.writeLong(times[i]);
        }
    }

    @Override
    public long[] read(DataInput in) throws IOException {
        int size = in.readInt();
        if (size < 1) {
            throw new IOException("Damaged list of times: there are " + size);
        }
        long[] times = new long[1 + Math.min(size, 16)];
        for (int i = 1; i <= size; i++) {
            if (i == times.length) {
                times = Arrays.copyOf(times, (int) Math.min(1L + size, times.length * 2L));
            }
            times[i] = in.readLong();
            if (i > 1 && times[i] < times[i - 1]) {
                throw new IOException("Damaged list of times: " + times[i] + " comes behind " + times[i - 1]);
            }
        }
        times[0] = size;
        return times;
    }

    @Override
    public int hash(long[] times) {
        return Arrays.hashCode(times);
    }

    @Override
    public boolean immutable() {
        return false;
    }

    @Override
    public String form() {
        return "times";
    }
}
