package io.millrace.window;

import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import io.millrace.time.EventTime;
import io.millrace.window.aggregate.CheckedSerde;
import io.millrace.window.spi.Trigger;
import io.millrace.window.spi.TriggerContext;

/**
 * Emits at the multiples of an interval; the state is the next one (Flink's ContinuousEventTimeTrigger and
 * ContinuousProcessingTimeTrigger; unlike there, multiples that time jumps over give one result). {@link Emit#every} and
 * {@link Emit#everyProcessingTime} make it.
 *
 * @param interval how often, in milliseconds
 * @param usesProcessingTime whether by the clock
 */
public record EveryInterval(long interval, boolean usesProcessingTime) implements Trigger<Object, long[]> {

    /** Checks the bounds. */
    public EveryInterval {
        Bounds.positive("the interval of " + (usesProcessingTime ? "everyProcessingTime" : "every"), interval);
    }

    @Override
    public long[] create() {
        return new long[] {NEVER};
    }

    @Override
    public boolean onEvent(long[] next, TriggerContext<?> window) {
        if (next[0] == NEVER) {
            next[0] = multipleAfter(usesProcessingTime ? window.now() : Math.max(window.time(), window.now()));
        }
        return false;
    }

    @Override
    public boolean onTime(long[] next, TriggerContext<?> window) {
        next[0] = multipleAfter(Math.max(window.time(), window.now()));
        return true;
    }

    @Override
    public long nextTime(long[] next) {
        return next[0];
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
    public void merge(long[] next, long[] other) {
        next[0] = Math.min(next[0], other[0]);
    }

    private long multipleAfter(long time) {
        return EventTime.plus(time, interval - Math.floorMod(time, interval));
    }
}
