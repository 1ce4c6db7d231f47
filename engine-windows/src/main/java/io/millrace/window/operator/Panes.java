package io.millrace.window.operator;

import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import io.millrace.time.EventTime;

/** The live panes in the order of time; null stands for a pane behind them all. */
record Panes<K, A>(StateTable<K, A> table) {

    Slice<K, A> first() {
        return table.firstSlice();
    }

    /** The first live pane that starts at a time or behind it. */
    Slice<K, A> from(long start) {
        return table.sliceFrom(start);
    }

    /** The last live pane that starts at a time or before it, or null. */
    Slice<K, A> upTo(long time) {
        return table.sliceBefore(EventTime.plus(time, 1));
    }

    /** The next live pane. */
    Slice<K, A> after(Slice<K, A> pane) {
        return table.sliceAfter(pane.namespace());
    }

    /** The live pane before one, or null. */
    Slice<K, A> before(Slice<K, A> pane) {
        return table.sliceBefore(pane == null ? Long.MAX_VALUE : pane.namespace());
    }

    /** Whether a pane starts at a time or before it. */
    static boolean isUpTo(Slice<?, ?> pane, long time) {
        return pane != null && pane.namespace() <= time;
    }

    /** Whether a pane starts at a time or behind it. */
    static boolean isFrom(Slice<?, ?> pane, long time) {
        return pane != null && pane.namespace() >= time;
    }

    /** Whether a pane starts before a time. */
    static boolean isBefore(Slice<?, ?> pane, long time) {
        return pane != null && pane.namespace() < time;
    }

    void drop(Slice<K, A> pane) {
        table.drop(pane.namespace());
    }
}
