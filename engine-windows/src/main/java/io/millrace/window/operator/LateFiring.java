package io.millrace.window.operator;

import io.millrace.state.table.Slice;

/**
 * The windows of one key that have to fire again because of a late event, one after the other; each pane is looked at
 * once, not once per window.
 */
final class LateFiring<K, T, A> {

    private final WindowGrid grid;
    private final Panes<K, A> panes;
    private K key;
    private int hash;
    private boolean isNew;
    private long window;
    private long upTo;
    private Combination<T, A> combination;

    /** The first pane that is combined, or behind all that are. */
    private Slice<K, A> first;

    /** The pane behind those that are combined. */
    private Slice<K, A> end;

    LateFiring(WindowGrid grid, Panes<K, A> panes) {
        this.grid = grid;
        this.panes = panes;
    }

    /**
     * Begins with the first of some windows.
     *
     * @param empty a combination of no panes
     * @param firstWindow the last timestamp of the first window
     * @param lastTime no window ends behind it
     * @param isNewPane whether the late event is the first one of its key and pane
     */
    void begin(K eventKey, int eventHash, Combination<T, A> empty, long firstWindow, long lastTime, boolean isNewPane)
            throws Exception {
        key = eventKey;
        hash = eventHash;
        isNew = isNewPane;
        combination = empty;
        upTo = lastTime;
        first = panes.from(grid.windowStart(firstWindow));
        end = first;
        moveTo(firstWindow);
    }

    /** Whether there is a window to fire. */
    boolean isActive() {
        return combination != null;
    }

    K key() {
        return key;
    }

    int hash() {
        return hash;
    }

    /** The last timestamp of the window. */
    long window() {
        return window;
    }

    A accumulator() throws Exception {
        return combination.total();
    }

    /** Whether the key had events in the window before the late one, so that the window has fired for it. */
    boolean hadEvents() {
        return combination.size() > (isNew ? 1 : 0);
    }

    /** Goes on to the next window, if there is one. */
    void next() throws Exception {
        if (window < upTo && grid.windowLastFrom(window + 1) <= upTo) {
            moveTo(grid.windowLastFrom(window + 1));
        } else {
            combination = null;
            key = null;
            first = null;
            end = null;
        }
    }

    private void moveTo(long newWindow) throws Exception {
        window = newWindow;
        long start = grid.windowStart(window);
        for (; first != end && Panes.isBefore(first, start); first = panes.after(first)) {
            A accumulator = first.peek(key, hash);
            if (accumulator != null) {
                combination.leave(accumulator);
            }
        }
        for (; Panes.isUpTo(end, window); end = panes.after(end)) {
            A accumulator = end.peek(key, hash);
            if (accumulator != null) {
                combination.enter(end.namespace(), accumulator);
            }
        }
    }
}
