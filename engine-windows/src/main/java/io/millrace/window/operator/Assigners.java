package io.millrace.window.operator;

import io.millrace.function.Fn;
import io.millrace.time.EventTime;
import io.millrace.window.spi.WindowAssigner;
import java.time.Duration;
import java.util.Objects;

/** Assigners that are built in. */
public final class Assigners {

    private Assigners() {}

    /** Sessions: from each event to the same gap behind it; what touches becomes one. */
    public record Gap(long gap) implements WindowAssigner<Object> {

        @Override
        public void assign(Object event, long timestamp, Assignment windows) {
            windows.add(timestamp, EventTime.plus(timestamp, gap));
        }

        @Override
        public boolean mergesWindows() {
            return true;
        }
    }

    /** From each event to a gap behind it that the event tells; what touches becomes one. */
    public record OwnGap<T>(Fn<? super T, Duration> gap) implements WindowAssigner<T> {

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

    /** The windows of a grid one by one, in the order of their ends: for emissions that look at each window of an event. */
    public record Grid(WindowGrid grid) implements WindowAssigner<Object> {

        @Override
        public void assign(Object event, long timestamp, Assignment windows) {
            long lastWindow = grid.lastWindowOf(grid.startOf(timestamp));
            if (lastWindow < timestamp) {
                return;
            }
            long window = grid.windowLastFrom(timestamp);
            windows.add(grid.windowStart(window), EventTime.plus(window, 1));
            while (window < lastWindow) {
                window = grid.windowLastFrom(window + 1);
                windows.add(grid.windowStart(window), EventTime.plus(window, 1));
            }
        }
    }

    /** From the beginning to the end of time. */
    public record Global() implements WindowAssigner<Object> {
        @Override
        public void assign(Object event, long timestamp, Assignment windows) {
            windows.add(EventTime.NONE, EventTime.MAX);
        }

        @Override
        public boolean needsTimestamps() {
            return false;
        }
    }
}
