package io.millrace.window;

import io.millrace.function.PredicateFn;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import io.millrace.time.EventTime;
import io.millrace.window.aggregate.CheckedSerde;
import io.millrace.window.spi.Trigger;
import io.millrace.window.spi.TriggerContext;
import java.util.Objects;

/** The triggers that {@link Emit} has, for whoever reads a graph; {@link Trigger} is the interface for one's own. */
public final class Triggers {

    private Triggers() {}

    /** Remembers one number of a window. */
    private interface OfNumber<R> extends Trigger<R, long[]> {

        @Override
        default long[] create() {
            return new long[1];
        }

        @Override
        default Type<long[]> stateType() {
            return Type.of(long[].class);
        }

        @Override
        default Serde<long[]> stateSerde(SerdeRegistry serdes) {
            return CheckedSerde.arrays(serdes.serde(stateType()), 1);
        }
    }

    /** Remembers nothing of a window. */
    private interface Stateless extends Trigger<Object, Boolean> {

        @Override
        default Boolean create() {
            return Boolean.TRUE;
        }

        @Override
        default Type<Boolean> stateType() {
            return Type.of(Boolean.class);
        }

        @Override
        default void merge(Boolean state, Boolean other) {}
    }

    /** Nothing besides the results at the ends of windows. */
    public record AtEnd() implements Stateless {

        @Override
        public boolean onEvent(Boolean state, TriggerContext<?> window) {
            return false;
        }
    }

    /** At each event, and not at the end. */
    public record OnUpdate() implements Stateless {

        @Override
        public boolean onEvent(Boolean state, TriggerContext<?> window) {
            return true;
        }

        @Override
        public boolean emitsAtEnd() {
            return false;
        }
    }

    /**
     * At the first event with which the result satisfies a condition, and never again; the state is whether that has been.
     *
     * @param <R> the results
     * @param condition the condition
     */
    public record WhenFirst<R>(PredicateFn<? super R> condition) implements OfNumber<R> {

        /** Checks that there is a condition. */
        public WhenFirst {
            Objects.requireNonNull(condition, "the condition of whenFirst must not be null");
        }

        @Override
        public boolean onEvent(long[] fired, TriggerContext<? extends R> window) throws Exception {
            if (fired[0] == 1 || !condition.test(window.result())) {
                return false;
            }
            fired[0] = 1;
            return true;
        }

        @Override
        public boolean emitsAtEnd() {
            return false;
        }

        @Override
        public void merge(long[] fired, long[] other) {
            fired[0] |= other[0];
        }
    }

    /**
     * Every so many events; the state is how many came since.
     *
     * @param events how many
     */
    public record EveryEvents(long events) implements OfNumber<Object> {

        /** Checks the bounds. */
        public EveryEvents {
            if (events < 1) {
                throw new IllegalArgumentException("everyEvents needs at least one event, not " + events);
            }
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
        public void merge(long[] count, long[] other) {
            count[0] += other[0];
        }
    }

    /**
     * At the multiples of an interval; the state is the next one (Flink's ContinuousEventTimeTrigger and
     * ContinuousProcessingTimeTrigger; unlike there, multiples that time jumps over give one result).
     *
     * @param interval how often, in milliseconds
     * @param usesProcessingTime whether by the clock
     */
    public record EveryInterval(long interval, boolean usesProcessingTime) implements OfNumber<Object> {

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
        public void merge(long[] next, long[] other) {
            next[0] = Math.min(next[0], other[0]);
        }

        private long multipleAfter(long time) {
            return EventTime.plus(time, interval - Math.floorMod(time, interval));
        }
    }
}
