/**
 * What a pipeline remembers: the states that an operator declares, by key.
 *
 * <pre>
 *   KeyedState ── StateSpec ──▶ ValueState, ListState, MapState, AggregatingState     follow the current key
 *       │
 *       ├─────────────────────▶ StateTable, TimerQueue     for operators: see io.millrace.state.table
 *       │
 *   StateBackend ─────────────▶ snapshots                  driven by the engine; records: see io.millrace.state.store
 * </pre>
 *
 * <p>A kind of state is a {@link io.millrace.state.StateSpec}, the interface that programs use, and a
 * {@link io.millrace.state.StateHandle}, which is both there when it is declared and bound to tables when the operator opens.
 *
 * <p>All state of an operator's instance is confined to the thread of its task. There are no threads and there is no
 * clock here.
 */
package io.millrace.state;
