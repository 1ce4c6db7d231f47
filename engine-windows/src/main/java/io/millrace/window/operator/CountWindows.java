package io.millrace.window.operator;

import io.millrace.operator.OperatorContext;
import io.millrace.operator.Outstanding;
import io.millrace.state.time.Times;
import io.millrace.time.EventTime;
import io.millrace.window.operator.Spanning.Span;
import io.millrace.window.spi.PaneInfo;
import io.millrace.window.spi.PaneInfo.Timing;

/**
 * Every so many events of a key, what the last events give; windows of as many events as there are between them are a pane
 * each, and others are runs of the panes of a {@link Sequence}, which meet where windows begin and where they end. The time
 * of a pane is the numbers of its events. Event time has no part in it; what has not been told at its end goes.
 */
final class CountWindows<K, T, A, R> extends WindowKind<K, T, A, R> {

    private final long size;
    private final long slide;

    /** How far behind each result the next window begins that is not cut off at the beginning. */
    private final long beginning;

    /** Whether a window is a pane. */
    private final boolean isTumbling;

    private final boolean isPlain;
    private final Spanning<T, A, ?> spanning;
    private KeyedPanes<K, Span<A>> panes;

    /**
     * An operator for one task.
     *
     * @param size how many events a window has at most, at least 1
     * @param slide after how many events there is a result, at least 1
     */
    CountWindows(long size, long slide, WindowLogic<K, T, A, R, ?> logic) {
        super(logic);
        this.size = size;
        this.slide = slide;
        beginning = Math.floorMod(-size, slide);
        isTumbling = size == slide;
        isPlain = emission.isPlain();
        spanning = new Spanning<>(aggregate);
    }

    @Override
    void open(OperatorContext operatorContext) {
        super.open(operatorContext);
        var table = operatorContext
                .<K>keyedState()
                .table(tableName(), new KeyedPane.ListSerde<K, Span<A>>(new Spanning.SpanSerde<>(accumulatorSerde())));
        panes = isTumbling
                ? KeyedPanes.windows(table, spanning, pane -> {})
                : KeyedPanes.sequences(table, spanning::combination);
    }

    @Override
    void restored() throws Exception {
        super.restored();
        panes.restored(this::check);
    }

    /** Events that were counted for other windows are not taken for those of these. */
    private String tableName() {
        return "panes of " + size + " events every " + slide;
    }

    private void check(KeyedPane<K, Span<A>> pane) {
        long before = Math.floorMod(pane.start - 1, slide);
        long after = before + pane.last - pane.start + 1;
        long most = before < beginning ? beginning : slide;
        boolean isWhole = pane.next == null || (after == most && pane.next.start == pane.last + 1);
        boolean isFull = isTumbling && pane.last == size;
        if (pane.start < 1 || pane.last < pane.start || after > most || !beginsPane(before) || !isWhole || isFull) {
            throw KeyedPane.damaged(
                    "events " + pane.start + " to " + pane.last + " of key " + pane.key + " are in one");
        }
    }

    private boolean beginsPane(long sinceResult) {
        return sinceResult == 0 || sinceResult == beginning;
    }

    @Override
    boolean process(T event, K key, int hash, long timestamp) throws Exception {
        if (!hasRoom()) {
            return false;
        }
        KeyedPane<K, Span<A>> any = panes.any(key, hash);
        long before = any == null ? 0 : sinceResult(any);
        KeyedPane<K, Span<A>> pane = paneFor(any, before, key, hash);
        spanning.add(pane.accumulator, event, timestamp);
        pane.last++;
        boolean isFull = before + 1 == slide;
        if (!isPlain || isFull) {
            fire(pane, isFull);
        }
        return true;
    }

    /** How many events a key, of which this is some pane, has had since the latest result. */
    private long sinceResult(KeyedPane<K, Span<A>> any) {
        return isTumbling ? any.last : any.chunk.all().latest().last % slide;
    }

    /**
     * The pane that the next event of a key belongs to.
     *
     * @param any some pane of the key, or null where it has none
     * @param before how many events there were since the latest result
     */
    private KeyedPane<K, Span<A>> paneFor(KeyedPane<K, Span<A>> any, long before, K key, int hash) throws Exception {
        if (any == null) {
            KeyedPane<K, Span<A>> first = newPane(1, key, hash);
            panes.add(first);
            return first;
        }
        if (isTumbling) {
            return any;
        }
        Sequence<K, T, Span<A>> events = Sequence.of(any);
        KeyedPane<K, Span<A>> latest = events.latest();
        if (!beginsPane(before)) {
            events.touch(latest);
            return latest;
        }
        KeyedPane<K, Span<A>> next = newPane(latest.last + 1, key, hash);
        events.insert(latest, next);
        return next;
    }

    private KeyedPane<K, Span<A>> newPane(long start, K key, int hash) throws Exception {
        KeyedPane<K, Span<A>> pane = new KeyedPane<>(start, start - 1, spanning.create());
        pane.of(key, hash);
        return pane;
    }

    private void fire(KeyedPane<K, Span<A>> pane, boolean isFull) throws Exception {
        if (!isTumbling) {
            Sequence.<K, T, Span<A>>of(pane).dropUpTo(pane.last - size);
        }
        Span<A> span =
                isTumbling ? pane.accumulator : Sequence.<K, T, Span<A>>of(pane).combined(pane.last - size, pane);
        R result = emission.fire(span.accumulator);
        if (result != null) {
            boolean isLast = isFull || emission.isFinal(span.accumulator);
            PaneInfo info = PaneInfo.of(isFull ? Timing.ON_TIME : Timing.EARLY, pane.emitted++, isLast);
            emit(pane.key, span.start(), span.end(), span.last(), result, info);
        }
        if (isFull && isTumbling) {
            panes.remove(pane);
        }
    }

    @Override
    Outstanding outstanding(K key, int hash) {
        KeyedPane<K, Span<A>> any = panes.peekFirst(key, hash);
        if (any == null) {
            return new Outstanding.Nothing();
        }
        KeyedPane<K, Span<A>> pane = isTumbling ? any : any.chunk.all().latest();
        long left = slide - sinceResult(pane);
        Span<A> span = pane.accumulator;
        return new Outstanding.WithEvent(
                Times.millis(span.start()),
                Times.millis(span.end()),
                left == 1 ? "1 more event of the key" : left + " more events of the key");
    }

    @Override
    boolean onTime(long newTime) {
        if (newTime == EventTime.MAX) {
            panes.clear();
        }
        return true;
    }

    @Override
    long nextDue() {
        return EventTime.MAX;
    }
}
