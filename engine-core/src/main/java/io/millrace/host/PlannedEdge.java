package io.millrace.host;

import io.millrace.graph.Exchange;
import io.millrace.state.serde.Type;

/**
 * A stream from the tasks of one name to those of another. Immutable.
 *
 * @param from the name of the producing task
 * @param exit by which exit rows leave it: its place in {@link PlannedTask#exits}
 * @param output the name of the side output that it is, or null for a main output
 * @param to the name of the reading task
 * @param input which input of that it goes to; several may go to the same, which merges them
 * @param exchange how rows get across: never forward between different parallelisms
 * @param type the type of the rows that are no {@link PackedRow}s, or null where it is not known
 */
public record PlannedEdge(String from, int exit, String output, String to, int input, Exchange exchange, Type<?> type) {

    /**
     * Whether each row goes to the task that has the key group of its key.
     *
     * @return whether the exchange is by key, so that rows leave with the hashes of their keys, and have to arrive with them
     */
    public boolean isByKey() {
        return exchange instanceof Exchange.ByKey;
    }
}
