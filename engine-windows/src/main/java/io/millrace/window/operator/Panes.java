package io.millrace.window.operator;

import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;

/** The live panes in the order of time, by their indexes; an index that is too high stands for a pane behind them all. */
record Panes<K, A>(StateTable<K, A> table) {

    int count() {
        return table.namespaceCount();
    }

    /** The index of the first live pane that starts at a time or behind it; the count of panes when there is none. */
    int indexFrom(long start) {
        int low = 0;
        int high = count();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (table.namespaceAt(middle) < start) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    long startAt(int index) {
        return table.namespaceAt(index);
    }

    Slice<K, A> at(int index) {
        return table.slice(table.namespaceAt(index));
    }

    /** Whether a pane starts before a time. */
    boolean isBefore(int index, long time) {
        return index < count() && startAt(index) < time;
    }

    /** Whether a pane starts behind a time. */
    boolean isBehind(int index, long time) {
        return index >= count() || startAt(index) > time;
    }

    /** Drops the first panes, the last of them first, so that the others are moved once each. */
    void dropFirst(int count) {
        for (int i = count - 1; i >= 0; i--) {
            table.drop(startAt(i));
        }
    }
}
