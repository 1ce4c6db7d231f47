package io.millrace.jdbc;

import java.util.List;

/**
 * Events that a writer has taken in between two snapshots, or none.
 *
 * @param attempt of the writer
 * @param subtask of the writer
 * @param snapshot the snapshot that they were prepared for: with the two before, no others have the same
 * @param events in their order
 */
record PreparedRows<E>(int attempt, int subtask, long snapshot, List<E> events) {}
