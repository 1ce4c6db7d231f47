package io.millrace.host;

import io.millrace.graph.CombinedRows;
import io.millrace.operator.Batch;
import io.millrace.state.serde.BytesInput;
import io.millrace.state.store.RecordBuffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** Writes what combiners have put together for an operator, and reads it. Confined to one thread at a time. */
final class RowPacker<C> {

    private static final int FIRST_CAPACITY = 64;

    private final String operator;
    private final CombinedRows<C> rows;
    private final RecordBuffer buffer = new RecordBuffer(FIRST_CAPACITY, Integer.MAX_VALUE);

    private RowPacker(String operator, CombinedRows<C> rows) {
        this.operator = operator;
        this.rows = rows;
    }

    static RowPacker<?> of(String operator, CombinedRows<?> rows) {
        return new RowPacker<>(operator, rows);
    }

    /** Has combined rows of a batch be packed. */
    void pack(Batch<Object> batch) {
        for (int row = 0, size = batch.size(); row < size; row++) {
            if (rows.type().isInstance(batch.value(row))) {
                batch.move(row, row, packed(rows.type().cast(batch.value(row))));
            }
        }
    }

    private PackedRow packed(C row) {
        try {
            buffer.truncate(0);
            rows.serde().write(row, buffer);
            return new PackedRow(Arrays.copyOf(buffer.bytes(), buffer.length()));
        } catch (IOException e) {
            throw failure("written", e);
        }
    }

    /** Has packed rows of a batch be as they were. */
    void unpack(Batch<Object> batch) {
        for (int row = 0, size = batch.size(); row < size; row++) {
            if (batch.value(row) instanceof PackedRow packed) {
                batch.move(row, row, unpacked(packed));
            }
        }
    }

    private C unpacked(PackedRow packed) {
        try {
            return rows.serde().read(new BytesInput(packed.bytes()));
        } catch (IOException e) {
            throw failure("read", e);
        }
    }

    private UncheckedIOException failure(String what, IOException cause) {
        return new UncheckedIOException(
                "events that were put together for '" + operator + "' cannot be " + what + ": " + cause.getMessage(),
                cause);
    }
}
