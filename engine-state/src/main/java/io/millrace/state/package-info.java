/**
 * What a pipeline remembers: the states that an operator declares, by key.
 *
 * <pre>
 *   StateSpec ── KeyedState ──▶ ValueState, ListState, MapState     for user functions: they follow the current key
 *                    │
 *                    ├────────▶ StateTable, TimerQueue              for operators: see io.millrace.state.table
 *                    └────────▶ snapshots                           as records: see io.millrace.state.store
 * </pre>
 *
 * <p>All state of an operator's instance is confined to the thread of its task. There are no threads and there is no
 * clock here.
 */
package io.millrace.state;
