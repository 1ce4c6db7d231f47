package io.millrace.window.operator;

import io.millrace.function.SupplierFn;
import io.millrace.state.table.StateTable;

/**
 * What a key's events stand in, one behind the other, for windows that are runs of them: a pane for each timestamp, or for
 * so many events. Which panes there are is part of snapshots; what they give together is combined anew.
 */
final class Sequence<K, T, A> extends PaneChunks<K, A> {

    private final SupplierFn<Combination<T, A>> combinations;

    /** What the window looked at last gives; null where none has been. */
    private Combination<T, A> combination;

    // the first and the last pane of that window
    private KeyedPane<K, A> from;
    private KeyedPane<K, A> to;

    /** The next pane whose window ends, or null where none does. For trailing windows. */
    KeyedPane<K, A> next;

    /** How many panes there are whose windows have emitted nothing. For trailing windows. */
    int silent;

    Sequence(StateTable<K, KeyedPane<K, A>> table, SupplierFn<Combination<T, A>> combinations, K key, int hash) {
        super(table, key, hash);
        this.combinations = combinations;
    }

    /** The sequence that a pane is in. */
    @SuppressWarnings("unchecked") // a table of sequences has no others
    static <K, T, A> Sequence<K, T, A> of(KeyedPane<K, A> pane) {
        return (Sequence<K, T, A>) pane.chunk.all();
    }

    /** A pane has taken in an event: its first one, when the pane is new. */
    void update(KeyedPane<K, A> pane, boolean isNew, T event, long timestamp) throws Exception {
        if (from != null && from.last <= pane.last && pane.last <= to.last) {
            combination.update(pane.last, pane.accumulator, isNew, event, timestamp);
        }
    }

    /**
     * What all panes give together that are behind a time, up to one of them; to be read at once. What goes out goes first:
     * the sum over two windows may overflow where that over neither does.
     */
    A combined(long before, KeyedPane<K, A> last) throws Exception {
        if (from == null || last.last < from.last || to.last <= before) {
            start(before, last);
            return combination.total();
        }
        for (; to.last > last.last; to = to.previous) {
            combination.removeLast(to.accumulator);
        }
        for (; from.last <= before; from = from.next) {
            combination.removeFirst(from.accumulator);
        }
        while (from.previous != null && from.previous.last > before) {
            from = from.previous;
            combination.addFirst(from.last, from.accumulator);
        }
        while (to != last) {
            to = to.next;
            combination.addLast(to.last, to.accumulator);
        }
        return combination.total();
    }

    private void start(long before, KeyedPane<K, A> last) throws Exception {
        combination = combinations.get();
        from = last;
        to = last;
        while (from.previous != null && from.previous.last > before) {
            from = from.previous;
        }
        for (KeyedPane<K, A> pane = from; pane != last.next; pane = pane.next) {
            combination.addLast(pane.last, pane.accumulator);
        }
    }

    /** Takes out the panes that are of no use when those up to a time are not, but for a few. */
    void dropUpTo(long time) throws Exception {
        KeyedPane<K, A> pane = first();
        if (pane.last > time) {
            return;
        }
        KeyedPane<K, A> kept = firstKept(time);
        if (kept == pane) {
            return;
        }
        for (; pane != kept; pane = pane.next) {
            silent -= pane.emitted == 0 ? 1 : 0;
            if (pane == from) {
                leave(pane);
            }
        }
        dropBefore(kept);
    }

    private void leave(KeyedPane<K, A> pane) throws Exception {
        if (from == to) {
            combination = null;
            from = null;
            to = null;
        } else {
            combination.removeFirst(pane.accumulator);
            from = from.next;
        }
    }
}
