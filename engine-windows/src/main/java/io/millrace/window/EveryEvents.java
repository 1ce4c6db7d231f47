package io.millrace.window;

import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import io.millrace.window.aggregate.CheckedSerde;
import io.millrace.window.spi.Trigger;
import io.millrace.window.spi.TriggerContext;

/**
 * Emits every so many events; the state is how many came since. {@link Emit#everyEvents} makes it.
 *
 * @param events how many
 */
public record EveryEvents(long events) implements Trigger<Object, long[]> {

    /** Checks the bounds. */
    public EveryEvents {
        if (events < 1) {
            throw new IllegalArgumentException("everyEvents needs at least one event, not " + events);
        }
    }

    @Override
    public long[] create() {
        return new long[1];
    }

    @Override
    public boolean onEvent(long[] count, TriggerContext<?> window) {
        if (++count[0] < events) {
            return false;
        }
        count[0] = 0;
        return true;
    }

    @Override
    public Type<long[]> stateType() {
        return Type.of(long[].class);
    }

    @Override
    public Serde<long[]> stateSerde(SerdeRegistry serdes) {
        return CheckedSerde.arrays(serdes.serde(stateType()), 1);
    }

    @Override
    public void merge(long[] count, long[] other) {
        count[0] += other[0];
    }
}
