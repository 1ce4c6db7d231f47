package io.millrace.window.operator;

import io.millrace.time.EventTime;
import io.millrace.window.spi.WindowAssigner;

/** Sessions: from each event to the same gap behind it; what touches becomes one. */
public record GapAssigner(long gap) implements WindowAssigner<Object> {

    @Override
    public void assign(Object event, long timestamp, Assignment windows) {
        windows.add(timestamp, EventTime.plus(timestamp, gap));
    }

    @Override
    public boolean mergesWindows() {
        return true;
    }
}
