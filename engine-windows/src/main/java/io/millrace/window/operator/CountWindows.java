package io.millrace.window.operator;

import io.millrace.operator.OperatorContext;
import io.millrace.operator.Outstanding;
import io.millrace.state.store.UnfitStateException;
import io.millrace.state.time.Times;
import io.millrace.time.EventTime;
import io.millrace.window.operator.Spanning.Span;
import io.millrace.window.spi.PaneInfo;
import io.millrace.window.spi.PaneInfo.Timing;
import java.io.UncheckedIOException;

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
                .table("counted", new KeyedPane.ListSerde<K, Span<A>>(new Spanning.SpanSerde<>(accumulatorSerde())));
        panes = isTumbling
                ? KeyedPanes.windows(table, spanning, pane -> {})
                : KeyedPanes.sequences(table, spanning::combination);
    }

    @Override
    void restored() throws Exception {
        super.restored();
        panes.restored(this::check);
    }

    private void check(KeyedPane<K, Span<A>> pane) {
        long before = Math.floorMod(pane.start - 1, slide);
        long after = before + pane.last - pane.start + 1;
        long most = before < beginning ? beginning : slide;
        boolean isWhole = pane.next == null || (after == most && pane.next.start == pane.last + 1);
        boolean isFull = isTumbling && pane.last == size;
        if (pane.start < 1 || pane.last < pane.start || after > most || !beginsPane(before) || !isWhole || isFull) {
            String how = "windows by count have events " + pane.start + " to " + pane.last + " of a key together, and"
                    + " those of size " + size + " and slide " + slide
                    + " do not: keep the size and the slide that they had when the snapshot was taken";
            throw new UncheckedIOException(how, new UnfitStateException(how, null));
        }
    }

    private boolean beginsPane(long eventsBefore) {
        long sinceResult = eventsBefore % slide;
        return sinceResult == 0 || sinceResult == beginning;
    }

    @Override
    boolean process(T event, K key, int hash, long timestamp) throws Exception {
        if (!hasRoom()) {
            return false;
        }
        KeyedPane<K, Span<A>> pane = paneFor(key, hash);
        spanning.add(pane.accumulator, event, timestamp);
        pane.last++;
        if (!isPlain || pane.last % slide == 0) {
            fire(pane);
        }
        return true;
    }

    /** The pane that the next event of a key belongs to. */
    private KeyedPane<K, Span<A>> paneFor(K key, int hash) throws Exception {
        KeyedPane<K, Span<A>> any = panes.any(key, hash);
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
        if (!beginsPane(latest.last)) {
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

    private void fire(KeyedPane<K, Span<A>> pane) throws Exception {
        boolean isFull = pane.last % slide == 0;
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
        long left = slide - pane.last % slide;
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
