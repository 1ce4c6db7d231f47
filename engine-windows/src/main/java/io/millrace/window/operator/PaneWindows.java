package io.millrace.window.operator;

import io.millrace.metrics.Account;
import io.millrace.operator.Batch;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Outstanding;
import io.millrace.state.KeyedState;
import io.millrace.state.serde.Serdes;
import io.millrace.state.serde.Type;
import io.millrace.state.store.UnfitStateException;
import io.millrace.state.table.NumberCells;
import io.millrace.state.table.Shown;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import io.millrace.time.EventTime;
import io.millrace.window.aggregate.CheckedSerde;

/**
 * Windows that are the same for all keys. The state is a slice per pane, so that an event costs one look-up and no
 * timer, and a pane goes by a drop of its slice.
 */
abstract class PaneWindows<K, T, A, R> extends WindowKind<K, T, A, R> {

    final WindowGrid grid;
    StateTable<K, A> table;
    Panes<K, A> panes;

    /** How many results a key has had from a window, where there was more than the one at its end. */
    StateTable<K, Integer> emitted;

    /** The pane of the latest event. */
    Pane<K, A> pane = Pane.none();

    /** Windows that end at or before it have fired. */
    long firedUpTo = EventTime.NONE;

    /** How accumulators are kept in the table. */
    final Layout<A> layout;

    private PaneRows<K, T, A> rows;

    /** Where the accumulator is that was got by itself, where it is numbers. */
    private final NumberCells cell = new NumberCells();

    /** How many keys have begun a pane. */
    private long begun;

    /** How many of these are done with. */
    long ended;

    private final Pane.Cache<K, A> cache = new Pane.Cache<>();

    /** No window fires and no pane expires before. */
    private long nextDue = EventTime.NONE;

    PaneWindows(WindowGrid grid, WindowLogic<K, T, A, R, ?> logic) {
        super(logic);
        this.grid = grid;
        layout = new Layout<>(aggregate);
        cell.ensureRows(1);
    }

    @Override
    void open(OperatorContext operatorContext) {
        super.open(operatorContext);
        rows = PaneRows.of(aggregates(), layout, operatorContext);
        KeyedState<K> state = operatorContext.keyedState();
        table = layout.table(state, "panes of " + grid.label(), accumulatorSerde());
        table.shownBy((start, accumulator, out) ->
                out.addMade(Shown.span(start, grid.lastOf(start)), () -> aggregate.result(accumulator)));
        panes = new Panes<>(table);
        emitted = state.<Integer>table(
                        "emitted of " + grid.label(),
                        new CheckedSerde<>(
                                Serdes.of(Type.of(Integer.class)),
                                count -> count < 0 ? "there cannot be " + count : null))
                .shownBy((window, count, out) -> out.add(Shown.time(window), count + " results"));
    }

    @Override
    final void takeFrom(int input) {
        super.takeFrom(input);
        rows.takeFrom(input);
    }

    /** Has the pane take the first accumulator of a key, and {@linkplain #get gets} it. */
    final A begin(K key, int hash, A accumulator) {
        pane.slice.put(key, hash, accumulator);
        begun++;
        return get(key, hash);
    }

    @Override
    final Account.Held held() {
        return new Account.Held("panes", begun, ended, kept());
    }

    /** How many panes of keys there are that are not done with. */
    abstract long kept();

    /**
     * What a {@link PaneCombiner} sent, or else the rows that belong to the same pane.
     */
    @Override
    final int takeRun(Batch<T> batch, K[] keys, int from) throws Exception {
        if (batch.value(from) instanceof HeldPane.Partial<?, ?> partial) {
            merge(asPartial(partial), batch.hash(from));
            return from + 1;
        }
        if (isUneven()) {
            return from;
        }
        if (!pane.holds(batch.timestamp(from))) {
            pane = paneOf(batch.timestamp(from), batch.hash(from));
        }
        if (pane.slice == null) {
            return from;
        }
        if (pane.actsPerEvent) {
            if (from == 0) {
                rows.fetch(pane.slice, batch, 0, batch.size());
            }
            return from;
        }
        int end = from + 1;
        while (end < batch.size() && pane.holds(batch.timestamp(end))) {
            end++;
        }
        begun += rows.take(pane.slice, batch, keys, from, end);
        return end;
    }

    @SuppressWarnings("unchecked") // the combiner has the same functions as the operator
    private HeldPane.Partial<K, A> asPartial(HeldPane.Partial<?, ?> partial) {
        return (HeldPane.Partial<K, A>) partial;
    }

    /** The first one of a key is kept, since nobody else has it any more. */
    private void merge(HeldPane.Partial<K, A> partial, int hash) {
        combined(partial.events());
        if (isUneven() || !pane.holds(partial.start())) {
            pane = paneOf(partial.start(), hash);
        }
        if (pane.slice == null || pane.last <= timeOf(hash)) {
            dropLate(partial);
            return;
        }
        A accumulator = get(partial.key(), hash);
        if (accumulator == null) {
            begin(partial.key(), hash, partial.accumulator());
            return;
        }
        try {
            aggregate.merge(accumulator, partial.accumulator());
        } catch (Throwable e) {
            throw failure(e, partial.key(), pane.last);
        }
        keep(accumulator);
    }

    /** A sender that is not told how far the windows had come before a restore cannot know of it. */
    private void dropLate(HeldPane.Partial<K, A> partial) {
        if (pane.slice != null || partial.sender() == HeldPane.Sender.HERE || !areLate(partial.events())) {
            throw new IllegalStateException(
                    "events of the pane from " + pane.startTime + " were sent behind a watermark that ended it");
        }
    }

    /** The accumulator of a key in the pane, or null; to be {@linkplain #keep kept} when it has changed. */
    final A get(K key, int hash) {
        if (layout.words() == 0) {
            return pane.slice.get(key, hash);
        }
        if (!pane.slice.locate(key, hash, cell, 0)) {
            return null;
        }
        A copy = layout.scratch(Layout.PART);
        layout.read(cell.array(0), cell.place(0), copy);
        return copy;
    }

    /** Keeps the accumulator that was got last, where it is a copy. */
    final void keep(A accumulator) {
        if (layout.words() > 0) {
            layout.write(accumulator, cell.array(0), cell.place(0));
        }
    }

    @Override
    void restored() throws Exception {
        super.restored();
        firedUpTo = time();
        for (Slice<K, A> each = panes.first(); each != null; each = panes.after(each)) {
            long start = each.namespace();
            if (grid.startOf(start) != start && each.size() > 0) {
                throw new UnfitStateException(
                        "no pane of the windows begins at " + start + ", and the snapshot has one that does", null);
            }
        }
    }

    /** The pane that holds a timestamp, as it is for the keys with a hash. */
    final Pane<K, A> paneOf(long timestamp, int hash) {
        if (timestamp == EventTime.NONE) {
            throw withoutTimestamp();
        }
        long start = grid.startOf(timestamp);
        if (isUneven()) {
            return newPane(start, grid.lastOf(timestamp), timeOf(hash));
        }
        Pane<K, A> cached = cache.get(start);
        return cached != null ? cached : cache.put(newPane(start, grid.lastOf(timestamp), firedUpTo));
    }

    private Pane<K, A> newPane(long start, long last, long time) {
        if (!takesEvents(start, last, time)) {
            return new Pane<>(start, last, null, false);
        }
        nextDue = Math.min(nextDue, dueOf(start, last));
        return new Pane<>(start, last, table.slice(start), actsPerEvent(start, last, time));
    }

    /** Whether a pane is in a window that is not over at a time. */
    abstract boolean takesEvents(long start, long last, long time);

    /** Whether an event of a pane does more, at a time, than change its accumulator. */
    abstract boolean actsPerEvent(long start, long last, long time);

    /** When something has to be done about a pane: a window of it fires, or else it expires. */
    abstract long dueOf(long start, long last);

    /** The first window to come that holds an event of the key, or else the last one that is kept. */
    @Override
    final Outstanding outstanding(K key, int hash) {
        Outstanding outstanding = new Outstanding.Nothing();
        Slice<K, A> pane = emission.isPlain() ? firstUnfiredPane(key, hash) : panes.first();
        for (; pane != null && !outstanding.isDue(); pane = panes.after(pane)) {
            A accumulator = pane.peek(key, hash);
            long lastWindow = grid.lastWindowOf(pane.namespace());
            if (accumulator != null && expiryOf(lastWindow) > firedUpTo) {
                boolean ended = lastWindow <= firedUpTo;
                long last = ended ? lastWindow : firstUnfired(pane.namespace());
                outstanding = outstanding(accumulator, grid.windowStart(last), last, ended);
            }
        }
        return outstanding;
    }

    /** The first pane of a key that is in a window to come, or else the last one of those that are kept, or null. */
    private Slice<K, A> firstUnfiredPane(K key, int hash) {
        Slice<K, A> unfired = firstUnfired();
        Slice<K, A> pane = unfired;
        while (pane != null && !pane.contains(key, hash)) {
            pane = panes.after(pane);
        }
        if (pane == null) {
            pane = panes.before(unfired);
            while (pane != null && !pane.contains(key, hash)) {
                pane = panes.before(pane);
            }
        }
        return pane;
    }

    /** The first live pane that is in a window which has not fired, or null. */
    abstract Slice<K, A> firstUnfired();

    /** The first window that holds a pane and has not fired. */
    private long firstUnfired(long start) {
        return grid.windowLastFrom(Math.max(grid.lastOf(start), EventTime.plus(firedUpTo, 1)));
    }

    /** Counts a result, and tells how many there were before. What the end of the window gave is not counted. */
    final int countEmitted(K key, int hash, long window, boolean hadOne) {
        Slice<K, Integer> counts = emitted.slice(window);
        Integer count = counts.get(key, hash);
        int before = count != null ? count : hadOne ? 1 : 0;
        counts.put(key, hash, before + 1);
        return before;
    }

    @Override
    final boolean onTime(long watermark) {
        if (watermark >= nextDue) {
            nextDue = EventTime.NONE;
            if (!fireAndExpire(watermark)) {
                return false;
            }
            firedUpTo = watermark;
            nextDue = findNextDue();
            cache.clear();
            pane = Pane.none();
        }
        firedUpTo = watermark;
        return true;
    }

    /**
     * Fires windows in the order of their ends, and drops the panes that no window needs any more. Returns false when
     * it has to pause; it is then called again with the same time.
     */
    abstract boolean fireAndExpire(long watermark);

    @Override
    final long nextDue() {
        return nextDue == EventTime.NONE ? findNextDue() : nextDue;
    }

    abstract long findNextDue();
}
