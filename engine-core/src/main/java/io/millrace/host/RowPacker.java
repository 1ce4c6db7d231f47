package io.millrace.host;

import io.millrace.graph.CombinedRows;
import io.millrace.operator.Batch;
import io.millrace.state.log.SafeText;
import io.millrace.state.serde.BytesInput;
import io.millrace.state.store.RecordBuffer;
import java.io.IOException;
import java.util.Arrays;

/** Writes what combiners have put together for an operator, and reads it. Confined to one thread at a time. */
final class RowPacker<C> {

    /** Nothing says of what form they are. */
    static final String FROM_ANOTHER_VERSION =
            "; if another version of the program has sent them, go on from a snapshot with nothing on its way between tasks";

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
        } catch (IOException | RuntimeException e) {
            throw failure("written", "", e);
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
        BytesInput bytes = new BytesInput(packed.bytes());
        try {
            C row = rows.serde().read(bytes);
            if (bytes.remaining() > 0) {
                throw new IOException("there are " + bytes.remaining() + " bytes more than there should be");
            }
            return row;
        } catch (IOException | RuntimeException e) {
            throw failure("read", FROM_ANOTHER_VERSION, e);
        }
    }

    private IllegalStateException failure(String what, String remedy, Exception cause) {
        return new IllegalStateException(
                "events that were put together for '" + operator + "' cannot be " + what + ": " + SafeText.of(cause)
                        + remedy,
                cause);
    }
}
