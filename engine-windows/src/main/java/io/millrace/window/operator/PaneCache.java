package io.millrace.window.operator;

import java.util.Arrays;

/**
 * Panes that events came for lately, for streams whose disorder spans several: found without asking the table. Holds at
 * most one pane per slot; which others there are is known to the table.
 */
final class PaneCache<K, A> {

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
