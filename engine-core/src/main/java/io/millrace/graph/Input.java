package io.millrace.graph;

import io.millrace.state.serde.Type;
import java.io.Serializable;

/**
 * One stream into a node.
 *
 * @param ordinal the number of the input, from 0; several streams may share one, which merges them
 * @param from the id of the producing node
 * @param output the name of the producing node's side output, or null for its main output
 * @param exchange how events get across
 * @param type the type of the events, or null where it is not known
 */
public record Input(int ordinal, int from, String output, Exchange exchange, Type<?> type) implements Serializable {

    /**
     * How the stream is partitioned.
     *
     * @return the key, or null where the stream is not partitioned by key
     */
    public KeySelector<?, ?> key() {
        return exchange instanceof Exchange.ByKey byKey ? byKey.key() : null;
    }
}
