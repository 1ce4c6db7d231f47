package io.millrace.window.operator;

import io.millrace.time.EventTime;
import io.millrace.window.spi.WindowAssigner;

/** The windows of a grid one by one, in the order of their ends: for emissions that look at each window of an event. */
public record GridAssigner(WindowGrid grid) implements WindowAssigner<Object> {

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
