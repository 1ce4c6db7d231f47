package io.millrace.window.operator;

import io.millrace.state.table.Slice;
import io.millrace.time.EventTime;
import java.time.Instant;
import java.util.Arrays;

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

    /**
     * Panes that events came for lately, for streams whose disorder spans several: found without asking the table. Holds at
     * most one pane per slot; which others there are is known to the table.
     */
    static final class Cache<K, A> {

        private static final int BITS = 6;

        private final Pane<K, A>[] panes = newPanes();
        private boolean empty = true;

        Pane<K, A> get(long start) {
            Pane<K, A> pane = panes[slotOf(start)];
            return pane != null && pane.start == start ? pane : null;
        }

        Pane<K, A> put(Pane<K, A> pane) {
            panes[slotOf(pane.start)] = pane;
            empty = false;
            return pane;
        }

        void clear() {
            if (!empty) {
                Arrays.fill(panes, null);
                empty = true;
            }
        }

        /** Starts are multiples of the size, so that their low bits are no good. */
        private static int slotOf(long start) {
            return (int) ((start * 0x9E3779B97F4A7C15L) >>> (Long.SIZE - BITS));
        }

        @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of a generic type cannot be created otherwise
        private static <K, A> Pane<K, A>[] newPanes() {
            return new Pane[1 << BITS];
        }
    }
}
