package io.millrace.window.operator;

import io.millrace.operator.Aggregate;
import io.millrace.state.table.Slice;

/**
 * The windows of one key that have to fire again because of a late event, one after the other. They are made from what is
 * combined already, by going back and then forth again: so an event costs as much as it is late, and not as much as there
 * are panes in its windows.
 */
final class LateFiring<K, T, A> {

    private final WindowGrid grid;
    private final Panes<K, A> panes;
    private final Aggregate<? super T, A, ?> aggregate;
    private final Layout<A> layout;
    private final RunningCombinations<K, T, A> running;
    private K key;
    private int hash;
    private boolean isNew;
    private long window;
    private long upTo;

    /** Of the panes that begin between two times; null when there is nothing to fire. */
    private Combination<T, A> combination;

    private long first;
    private long last;

    /** Whether the combination is the running one, which has to come back to where it was. */
    private boolean isBorrowed;

    LateFiring(
            WindowGrid grid,
            Panes<K, A> panes,
            Aggregate<? super T, A, ?> aggregate,
            Layout<A> layout,
            RunningCombinations<K, T, A> running) {
        this.grid = grid;
        this.panes = panes;
        this.aggregate = aggregate;
        this.layout = layout;
        this.running = running;
    }

    /**
     * Begins with the first of some windows.
     *
     * @param firstWindow the last timestamp of the first window
     * @param lastTime no window ends behind it
     * @param isNewPane whether the late event is the first one of its key and pane
     */
    void begin(K eventKey, int eventHash, long firstWindow, long lastTime, boolean isNewPane) throws Exception {
        key = eventKey;
        hash = eventHash;
        isNew = isNewPane;
        upTo = lastTime;
        long start = grid.windowStart(firstWindow);
        isBorrowed = running.first() <= firstWindow && start <= running.last();
        combination = isBorrowed ? running.get(key, hash) : null;
        if (combination == null) {
            combination = Combination.of(aggregate, layout);
        }
        first = isBorrowed ? running.first() : start;
        last = isBorrowed ? running.last() : start - 1;
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
            return;
        }
        if (isBorrowed) {
            moveTo(running.first(), running.last());
        }
        combination = null;
        key = null;
    }

    private void moveTo(long newWindow) throws Exception {
        window = newWindow;
        moveTo(grid.windowStart(window), window);
    }

    /** Either way, and as far as it may be: the times before and behind need not overlap. */
    private void moveTo(long newFirst, long newLast) throws Exception {
        long goneFrom = Math.max(newLast + 1, first);
        long goneUpTo = Math.min(newFirst - 1, last);
        for (Slice<K, A> pane = panes.upTo(last); Panes.isFrom(pane, goneFrom); pane = panes.before(pane)) {
            A part = pane.peek(key, hash);
            if (part != null) {
                combination.removeLast(part);
            }
        }
        for (Slice<K, A> pane = panes.from(first); Panes.isUpTo(pane, goneUpTo); pane = panes.after(pane)) {
            A part = pane.peek(key, hash);
            if (part != null) {
                combination.removeFirst(part);
            }
        }
        for (Slice<K, A> pane = panes.upTo(Math.min(first - 1, newLast));
                Panes.isFrom(pane, newFirst);
                pane = panes.before(pane)) {
            A part = pane.peek(key, hash);
            if (part != null) {
                combination.addFirst(pane.namespace(), part);
            }
        }
        for (Slice<K, A> pane = panes.from(Math.max(last + 1, newFirst));
                Panes.isUpTo(pane, newLast);
                pane = panes.after(pane)) {
            A part = pane.peek(key, hash);
            if (part != null) {
                combination.addLast(pane.namespace(), part);
            }
        }
        first = newFirst;
        last = newLast;
    }
}
