package io.millrace.window.operator;

import io.millrace.operator.Aggregate;
import io.millrace.operator.Outstanding;
import io.millrace.state.time.Times;
import io.millrace.time.EventTime;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;

/** The lowest and the highest timestamp of some events, of which any may have none. */
final class TimeSpan {

    /** Joins time spans. */
    static final Aggregate<Object, TimeSpan, Object> JOINING = new Joining();

    private long lowest = EventTime.MAX;
    private long highest = EventTime.NONE;

    void add(long timestamp) {
        if (timestamp != EventTime.NONE) {
            lowest = Math.min(lowest, timestamp);
            highest = Math.max(highest, timestamp);
        }
    }

    private void add(TimeSpan other) {
        lowest = Math.min(lowest, other.lowest);
        highest = Math.max(highest, other.highest);
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(lowest);
        out.writeLong(highest);
    }

    void read(DataInput in) throws IOException {
        lowest = in.readLong();
        highest = in.readLong();
        boolean isNone = lowest == EventTime.MAX && highest == EventTime.NONE;
        if (!isNone && (lowest > highest || lowest == EventTime.NONE)) {
            throw new IOException("Damaged span of time: from " + lowest + " to " + highest);
        }
    }

    /** The beginning; that of all time where there are no timestamps. */
    Instant start() {
        return Instant.ofEpochMilli(highest == EventTime.NONE ? EventTime.NONE : lowest);
    }

    /** The end, itself not included; that of all time where there are no timestamps. */
    Instant end() {
        return Instant.ofEpochMilli(highest == EventTime.NONE ? EventTime.MAX : EventTime.plus(highest, 1));
    }

    /** The highest timestamp, or {@link EventTime#NONE}. */
    long last() {
        return highest;
    }

    /** What is in store for a window that spans this so far, and needs some events more. */
    Outstanding waitingFor(long events) {
        String more = events == 1 ? "1 more event of the key" : events + " more events of the key";
        return new Outstanding.WithEvent(Times.millis(start()), Times.millis(end()), more);
    }

    private static final class Joining implements Aggregate<Object, TimeSpan, Object> {

        private static final long serialVersionUID = 1;

        @Override
        public TimeSpan create() {
            return new TimeSpan();
        }

        @Override
        public void add(TimeSpan span, Object event, long timestamp) {
            span.add(timestamp);
        }

        @Override
        public void merge(TimeSpan span, TimeSpan other) {
            span.add(other);
        }

        @Override
        public Object result(TimeSpan span) {
            return span;
        }
    }
}
