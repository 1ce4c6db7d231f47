package io.millrace.time;

import io.millrace.function.ToLongFn;

/** The highest watermark that an event carried, announced right behind that event. */
final class Punctuated<T> implements WatermarkGenerator<T> {

    private final ToLongFn<? super T> carried;
    private long watermark = EventTime.NONE;

    Punctuated(ToLongFn<? super T> carried) {
        this.carried = carried;
    }

    @Override
    public boolean onEvent(T event, long timestamp) throws Exception {
        long said = carried.applyAsLong(event);
        if (said <= watermark) {
            return false;
        }
        watermark = said;
        return true;
    }

    @Override
    public long watermark() {
        return watermark;
    }
}
