/**
 * The tables that all keyed state stands on: entries by key group, namespace and key.
 *
 * <pre>
 *   StateTable ── namespace ──▶ Slice ── key group ──▶ open-addressing table of key ─▶ value
 *                               (a pane, or 0)         (unit of rehash and of rescale)
 * </pre>
 *
 * <p>This is the interface for operators: what user states, timers and windows are made of. Every type here is confined
 * to the thread of one task. A table is part of snapshots; a {@link io.millrace.state.table.Cursor} and the heap of a
 * {@link io.millrace.state.table.TimerQueue} are derived and are not.
 *
 * <p>Every entry carries a mark: the epoch in which it was touched last, and whether it is dirty. A change is a touch;
 * a read is one too when values are mutable. The barrier of a snapshot starts a new epoch in constant time, whatever the
 * size of the tables: see {@link io.millrace.state.table.StateBackend}.
 */
package io.millrace.state.table;
