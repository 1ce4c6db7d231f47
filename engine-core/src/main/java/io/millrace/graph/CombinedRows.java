package io.millrace.graph;

import io.millrace.state.serde.Serde;
import java.util.Objects;

/**
 * The rows that a {@linkplain OperatorLogic#combiner combiner} makes of events, where they can go to another process. Immutable.
 *
 * @param <C> the rows
 * @param type their class, which no event is of
 * @param serde how they are written
 */
public record CombinedRows<C>(Class<C> type, Serde<C> serde) {

    /** Checks that nothing is missing. */
    public CombinedRows {
        Objects.requireNonNull(type, "the class of combined rows must not be null");
        Objects.requireNonNull(serde, "the serde of combined rows must not be null");
    }
}
