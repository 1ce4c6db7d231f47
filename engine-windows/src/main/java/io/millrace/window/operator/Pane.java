package io.millrace.window.operator;

import io.millrace.state.table.Slice;
import io.millrace.time.EventTime;
import java.time.Instant;

/** One pane, all keys of it: what the operator knows of it until the watermark changes that. */
final class Pane<K, A> {

    final long start;
    final long last;

    /** Whether an event does more than change its accumulator. */
    final boolean actsPerEvent;

    final Instant startTime;
    final Instant endTime;

    /** Null when the pane takes no events: it is late, or in no window. */
    final Slice<K, A> slice;

    Pane(long start, long last, Slice<K, A> slice, boolean actsPerEvent) {
        this.start = start;
        this.last = last;
        this.slice = slice;
        this.actsPerEvent = actsPerEvent;
        this.startTime = Instant.ofEpochMilli(start);
        this.endTime = Instant.ofEpochMilli(EventTime.plus(last, 1));
    }

    /** Holds no timestamp. */
    static <K, A> Pane<K, A> none() {
        return new Pane<>(EventTime.MAX, EventTime.NONE, null, false);
    }

    boolean holds(long timestamp) {
        return start <= timestamp && timestamp <= last;
    }
}
