package io.millrace.kafka;

import java.util.Comparator;
import java.util.List;

/**
 * Rows that a snapshot has until they are in their topics.
 *
 * @param attempt whose writer has prepared them
 * @param snapshot for which one
 * @param subtask of the writer
 * @param count how many there are; maybe none, which says that the snapshot was taken
 * @param pieces the rows, as {@link Rows} writes them
 */
record PreparedRows(int attempt, long snapshot, int subtask, long count, List<byte[]> pieces) {

    static final Comparator<PreparedRows> IN_ORDER = Comparator.comparingInt(PreparedRows::attempt)
            .thenComparingLong(PreparedRows::snapshot)
            .thenComparingInt(PreparedRows::subtask);

    long bytes() {
        return pieces.stream().mapToLong(piece -> piece.length).sum();
    }
}
