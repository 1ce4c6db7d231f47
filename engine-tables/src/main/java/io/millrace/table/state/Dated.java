package io.millrace.table.state;

import io.millrace.state.serde.CompositeSerde;
import io.millrace.state.serde.Serde;
import io.millrace.state.table.Shown;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A row and when it came to be; changed in place by {@link DatedRows}.
 *
 * @param <V> the rows
 */
public final class Dated<V> {

    private V row;
    private long timestamp;

    /** The epoch of its table in which it was touched last; 0 when it was not. */
    int touched;

    /** Whether it is in its table no more. */
    boolean removed;

    Dated(V row, long timestamp) {
        this.row = row;
        this.timestamp = timestamp;
    }

    /** The row. */
    public V row() {
        return row;
    }

    /** The timestamp of the change that made it so. */
    public long timestamp() {
        return timestamp;
    }

    /** The row of what may be null. */
    public static <V> V rowOf(Dated<V> dated) {
        return dated == null ? null : dated.row;
    }

    void set(V newRow, long newTimestamp) {
        row = newRow;
        timestamp = newTimestamp;
    }

    @Override
    public String toString() {
        return row + ", as of " + Shown.time(timestamp);
    }

    /** Writes dated rows. */
    static <V> Serde<Dated<V>> serde(Serde<V> rows) {
        return new DatedSerde<>(rows);
    }

    private static final class DatedSerde<V> extends CompositeSerde<Dated<V>> {

        private static final long serialVersionUID = 1;

        private final Serde<V> rows;

        DatedSerde(Serde<V> rows) {
            super("dated", rows);
            this.rows = rows;
        }

        @Override
        public void write(Dated<V> dated, DataOutput out) throws IOException {
            rows.write(dated.row, out);
            out.writeLong(dated.timestamp);
        }

        @Override
        protected Dated<V> read(DataInput in, Parts parts) throws IOException {
            V row = parts.read(0, "row", in);
            return new Dated<>(row, in.readLong());
        }
    }
}
