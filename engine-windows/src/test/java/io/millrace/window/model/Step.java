package io.millrace.window.model;

import io.millrace.time.EventTime;

/**
 * What happens next in a run: an event comes, the source announces a watermark, or the clock moves.
 *
 * @param what which of them
 * @param event the event, or null
 * @param time the watermark; or the time of the clock, in milliseconds since the start of the run
 */
record Step(What what, Event event, long time) {

    enum What {
        EVENT,
        WATERMARK,
        CLOCK
    }

    static Step event(Event event) {
        return new Step(What.EVENT, event, event.time());
    }

    /** A watermark that does not end the stream. */
    static Step watermark(long time) {
        return new Step(What.WATERMARK, null, Math.min(time, EventTime.MAX - 1));
    }

    static Step clock(long time) {
        return new Step(What.CLOCK, null, time);
    }

    boolean isEvent() {
        return what == What.EVENT;
    }

    @Override
    public String toString() {
        return switch (what) {
            case EVENT -> event.toString();
            case WATERMARK -> "W" + time;
            case CLOCK -> "PT" + time;
        };
    }
}
