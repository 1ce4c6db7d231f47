package io.millrace.table.state;

import io.millrace.state.serde.Serde;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A row, or that there is none.
 *
 * @param <V> the rows
 * @param row the row, or null
 */
public record Maybe<V>(V row) {

    /** Writes rows that may be none. */
    public static <V> Serde<Maybe<V>> serde(Serde<V> rows) {
        return new MaybeSerde<>(rows);
    }

    private static final class MaybeSerde<V> extends PartsSerde<Maybe<V>> {

        private static final long serialVersionUID = 1;

        private final Serde<V> rows;

        MaybeSerde(Serde<V> rows) {
            super("maybe", rows);
            this.rows = rows;
        }

        @Override
        public void write(Maybe<V> maybe, DataOutput out) throws IOException {
            writeNullable(rows, maybe.row, out);
        }

        @Override
        Maybe<V> read(DataInput in, Serde.Reader<?>[] readers) throws IOException {
            return new Maybe<>(readNullable(readers[0], in));
        }
    }
}
