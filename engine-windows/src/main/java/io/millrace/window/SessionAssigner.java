package io.millrace.window;

import io.millrace.function.ToLongFn;
import io.millrace.time.EventTime;
import io.millrace.window.spi.WindowAssigner;
import java.time.Duration;

/** From each event to a gap behind it that the event tells; what touches becomes one. */
record SessionAssigner<T>(ToLongFn<? super T> gap) implements WindowAssigner<T> {

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
