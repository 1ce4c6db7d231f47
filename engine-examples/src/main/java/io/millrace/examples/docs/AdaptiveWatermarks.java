package io.millrace.examples.docs;

import io.millrace.time.EventTime;
import io.millrace.time.WatermarkGenerator;

// tag::generator
/** Trails the newest timestamp by twice the greatest disorder seen so far. */
final class AdaptiveWatermarks implements WatermarkGenerator<Object> {

    private long newest = EventTime.NONE;
    private long disorder;

    @Override
    public boolean onEvent(Object event, long timestamp) {
        if (timestamp < newest) {
            disorder = Math.max(disorder, newest - timestamp);
        }
        newest = Math.max(newest, timestamp);
        return false;
    }

    @Override
    public long watermark() {
        return newest == EventTime.NONE ? EventTime.NONE : newest - 2 * disorder - 1;
    }
}
// end::generator
