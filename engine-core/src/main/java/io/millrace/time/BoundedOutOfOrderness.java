package io.millrace.time;

/** The highest timestamp less the bound less one, as in Flink's BoundedOutOfOrdernessWatermarks. */
final class BoundedOutOfOrderness implements WatermarkGenerator<Object> {

    private final long boundMillis;
    private long highest = EventTime.NONE;

    BoundedOutOfOrderness(long boundMillis) {
        this.boundMillis = boundMillis;
    }

    @Override
    public boolean onEvent(Object event, long timestamp) {
        if (timestamp > highest) {
            highest = timestamp;
        }
        return false;
    }

    @Override
    public long watermark() {
        return highest == EventTime.NONE ? EventTime.NONE : EventTime.minus(EventTime.minus(highest, boundMillis), 1);
    }
}
