package io.millrace.window;

import io.millrace.function.Fn;
import io.millrace.time.EventTime;
import io.millrace.window.spi.WindowAssigner;
import java.time.Duration;
import java.util.Objects;

/** From each event to a gap behind it that the event tells; what touches becomes one. */
record SessionAssigner<T>(Fn<? super T, Duration> gap) implements WindowAssigner<T> {

    @Override
    public void assign(T event, long timestamp, Assignment windows) throws Exception {
        Duration silence = Objects.requireNonNull(gap.apply(event), "the function to the gap returned null");
        long millis = EventTime.millis(silence);
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
