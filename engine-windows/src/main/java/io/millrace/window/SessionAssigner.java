package io.millrace.window;

import io.millrace.function.ToLongFn;
import io.millrace.time.EventTime;
import io.millrace.window.spi.WindowAssigner;
import java.time.Duration;

/** From each event to a gap behind it; what touches becomes one. */
final class SessionAssigner {

    private SessionAssigner() {}

    /** The same gap behind each event. */
    record Fixed(long gap) implements WindowAssigner<Object> {

        @Override
        public void assign(Object event, long timestamp, Assignment windows) {
            windows.add(timestamp, EventTime.plus(timestamp, gap));
        }

        @Override
        public boolean mergesWindows() {
            return true;
        }
    }

    /** A gap that the event tells. */
    record PerEvent<T>(ToLongFn<? super T> gap) implements WindowAssigner<T> {

        @Override
        public void assign(T event, long timestamp, Assignment windows) throws Exception {
            long millis = gap.applyAsLong(event);
            if (millis < 0) {
                throw new IllegalArgumentException(
                        "the gap of a session must not be negative, but is " + Duration.ofMillis(millis));
            }
            windows.add(timestamp, EventTime.plus(timestamp, millis));
        }

        @Override
        public boolean mergesWindows() {
            return true;
        }
    }
}
