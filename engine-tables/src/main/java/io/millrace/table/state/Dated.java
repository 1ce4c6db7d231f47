package io.millrace.table.state;

import io.millrace.state.serde.CompositeSerde;
import io.millrace.state.serde.Serde;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A row and when it came to be.
 *
 * @param <V> the rows
 * @param row the row
 * @param timestamp the timestamp of the change that made it so
 */
public record Dated<V>(V row, long timestamp) {

    /** Writes dated rows. */
    public static <V> Serde<Dated<V>> serde(Serde<V> rows) {
        return new DatedSerde<>(rows);
    }

    /** The row of what may be null. */
    public static <V> V rowOf(Dated<V> dated) {
        return dated == null ? null : dated.row;
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

        @Override
        public boolean immutable() {
            return rows.immutable();
        }
    }
}
