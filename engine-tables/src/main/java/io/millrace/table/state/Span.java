package io.millrace.table.state;

import io.millrace.state.serde.CompositeSerde;
import io.millrace.state.serde.Serde;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What a row was before the first of some changes, and is after the last.
 *
 * @param <V> the rows
 * @param before the row before, or null
 * @param after the row after, or null
 */
public record Span<V>(V before, V after) {

    /** Writes spans. */
    public static <V> Serde<Span<V>> serde(Serde<V> rows) {
        return new SpanSerde<>(rows);
    }

    private static final class SpanSerde<V> extends CompositeSerde<Span<V>> {

        private static final long serialVersionUID = 1;

        private final Serde<V> rows;

        SpanSerde(Serde<V> rows) {
            super("span", rows);
            this.rows = rows;
        }

        @Override
        public void write(Span<V> span, DataOutput out) throws IOException {
            writeNullable(rows, span.before, out);
            writeNullable(rows, span.after, out);
        }

        @Override
        protected Span<V> read(DataInput in, Parts parts) throws IOException {
            V before = parts.readNullable(0, "row", in);
            return new Span<>(before, parts.readNullable(0, "row", in));
        }

        @Override
        public boolean immutable() {
            return rows.immutable();
        }
    }
}
