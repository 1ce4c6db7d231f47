package io.millrace.state.table;

/**
 * How people are shown an entry of a {@link StateTable}. Called between the calls of the operator, on the task's thread;
 * looks without touching.
 *
 * @param <V> the values of the table
 */
@FunctionalInterface
public interface Showing<V> {
    /**
     * Shows an entry.
     *
     * @param namespace the namespace that it is in
     * @param value its value, not to be changed
     * @param out what is told, by any number of parts
     */
    void show(long namespace, V value, Shown out);
}
