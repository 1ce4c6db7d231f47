package io.millrace.state;

import io.millrace.state.serde.Serde;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** When the entry of a key was last used: changes in place, so that a use allocates nothing. */
final class LastUse {
    private long time;

    LastUse(long time) {
        this.time = time;
    }

    long time() {
        return time;
    }

    void advance(long newTime) {
        time = newTime;
    }

    /** Times of use in snapshots. */
    static final class TimeSerde implements Serde<LastUse> {
        @Override
        public void write(LastUse use, DataOutput out) throws IOException {
            out.writeLong(use.time);
        }

        @Override
        public LastUse read(DataInput in) throws IOException {
            return new LastUse(in.readLong());
        }

        @Override
        public int hash(LastUse use) {
            return Long.hashCode(use.time);
        }

        @Override
        public boolean immutable() {
            return false;
        }

        @Override
        public String form() {
            return "last-use";
        }
    }
}
