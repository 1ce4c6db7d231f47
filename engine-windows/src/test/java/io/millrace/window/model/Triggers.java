package io.millrace.window.model;

import io.millrace.state.serde.Type;
import io.millrace.time.EventTime;
import io.millrace.window.spi.Trigger;
import io.millrace.window.spi.TriggerContext;

/** Triggers written as users would. */
public final class Triggers {

    private Triggers() {}

    /** Emits whenever the result so far satisfies a condition. */
    record Divisible(int divisor, boolean emitsAtEnd) implements Trigger<Object, String[]> {

        @Override
        public String[] create() {
            return new String[0];
        }

        @Override
        public boolean onEvent(String[] state, TriggerContext<?> window) throws Exception {
            return EmitKind.isDivisible(window.result(), divisor);
        }

        @Override
        public Type<String[]> stateType() {
            return Type.of(String[].class);
        }

        @Override
        public void merge(String[] state, String[] other) {}
    }

    /** Emits a while after an event, and then again a while after the next one. */
    public record After(long delay, boolean emitsAtEnd) implements Trigger<Object, long[]> {

        @Override
        public long[] create() {
            return new long[] {NEVER};
        }

        @Override
        public boolean onEvent(long[] due, TriggerContext<?> window) {
            if (due[0] == NEVER) {
                due[0] = EventTime.plus(window.time(), delay);
            }
            return false;
        }

        @Override
        public boolean onTime(long[] due, TriggerContext<?> window) {
            due[0] = NEVER;
            return true;
        }

        @Override
        public long nextTime(long[] due) {
            return due[0];
        }

        @Override
        public Type<long[]> stateType() {
            return Type.of(long[].class);
        }

        @Override
        public void merge(long[] due, long[] other) {
            due[0] = Math.min(due[0], other[0]);
        }
    }
}
