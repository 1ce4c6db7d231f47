package io.millrace.window.operator;

import io.millrace.metrics.Account;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Outstanding;
import io.millrace.state.KeyedState;
import io.millrace.state.serde.Serde;
import io.millrace.state.time.Times;
import io.millrace.time.EventTime;
import io.millrace.window.operator.Spanning.Span;
import io.millrace.window.spi.PaneInfo;
import io.millrace.window.spi.PaneInfo.Timing;

/**
 * Every so many events of a key, what the last events give; windows of as many events as there are between them are a pane
 * each, and others are runs of the parts of a {@link Sequence}, which meet where windows begin and where they end. The time
 * of a part is the number of its last event. Event time has no part in it; what has not been told at its end goes.
 */
final class CountWindows<K, T, A, R> extends WindowKind<K, T, A, R> {

    private final long size;
    private final long slide;

    /** How far behind each result the next window begins that is not cut off at the beginning. */
    private final long beginning;

    private final boolean isPlain;
    private final Spanning<T, A, ?> spanning;

    /** Where windows are a pane each, whose last timestamp is the number of its events; or else null. */
    private KeyedPanes<K, Span<A>> panes;

    /** How many panes were full, or have not been told and are gone with the end. */
    private long ended;

    /** Or else null. */
    private Sequences<K, T, Span<A>> sequences;

    private final Position<K, T, Span<A>> part = new Position<>();

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
        isPlain = emission.isPlain();
        spanning = new Spanning<>(aggregate);
    }

    @Override
    void open(OperatorContext operatorContext) {
        super.open(operatorContext);
        KeyedState<K> state = operatorContext.keyedState();
        Serde<Span<A>> spans = new Spanning.SpanSerde<>(accumulatorSerde());
        // events that were counted for other windows are not taken for those of these
        String name = "panes of " + size + " events every " + slide;
        if (size == slide) {
            Serde<KeyedPane<K, Span<A>>> serde = new KeyedPane.ListSerde<>(spans);
            panes = new KeyedPanes<>(
                    state.table(name, serde).shownBy(KeyedPane.shown(spanning, (first, last) -> last + " events")),
                    spanning,
                    pane -> {});
        } else {
            Layout<Span<A>> layout = new Layout<>(spanning);
            Serde<Run<K, T, Span<A>>> serde = new Run.RunSerde<>(layout, spans);
            sequences = new Sequences<>(
                    state.table(name, serde).shownBy(Run.shown(spanning, last -> "up to event " + last)),
                    layout,
                    spanning::combination);
        }
    }

    @Override
    void restored() throws Exception {
        super.restored();
        if (panes != null) {
            panes.restored(pane -> check(pane.start == 1 && holds(0, pane.last, size - 1), pane.last, pane.key));
        } else {
            sequences.restored(this::check);
        }
    }

    private void check(Sequence<K, T, Span<A>> events) {
        long before = -1;
        for (events.toFirst(part); !part.isEnd(); part.next()) {
            long last = part.time();
            long most = before < 0 ? last : endOfPart(before);
            check(
                    holds(Math.max(0, before), last, most) && (last == events.latest() || endsPart(last)),
                    last,
                    events.key);
            before = last;
        }
    }

    private static boolean holds(long before, long last, long most) {
        return before < last && last <= most;
    }

    private static void check(boolean isFit, long last, Object key) {
        if (!isFit) {
            throw KeyedPane.damaged("events up to the " + last + "th of key " + key + " are in one");
        }
    }

    @Override
    Taken process(T event, K key, int hash, long timestamp) throws Exception {
        if (!hasRoom()) {
            return Taken.WAITS;
        }
        if (panes != null) {
            addToPane(event, key, hash, timestamp);
        } else {
            addToSequence(event, key, hash, timestamp);
        }
        return Taken.IN;
    }

    private void addToPane(T event, K key, int hash, long timestamp) throws Exception {
        KeyedPane<K, Span<A>> pane = panes.any(key, hash);
        if (pane == null) {
            pane = new KeyedPane<>(1, 0, spanning.create());
            pane.of(key, hash);
            panes.add(pane);
        }
        spanning.add(pane.accumulator, event, timestamp);
        pane.last++;
        boolean isFull = pane.last == size;
        R result = isPlain && !isFull ? null : emission.fire(pane.accumulator.accumulator);
        if (result != null) {
            boolean isLast = isFull || emission.isFinal(pane.accumulator.accumulator);
            emit(
                    key,
                    pane.accumulator,
                    result,
                    PaneInfo.of(isFull ? Timing.ON_TIME : Timing.EARLY, pane.emitted++, isLast));
        }
        if (isFull) {
            panes.remove(pane);
            ended++;
        }
    }

    private void addToSequence(T event, K key, int hash, long timestamp) throws Exception {
        Run<K, T, Span<A>> run = sequences.youngest().get(key, hash);
        Sequence<K, T, Span<A>> events = run == null ? sequences.begin(key, hash) : run.sequence;
        long before = run == null ? 0 : events.latest();
        if (endsPart(before)) {
            part.set(null, 0);
            Span<A> span = spanning.create();
            spanning.add(span, event, timestamp);
            events.insert(part, before + 1, true, span);
        } else {
            events.toLast(part);
            spanning.add(part.get(), event, timestamp);
            part.run.rows.setNumber(part.row, Run.TIME, before + 1);
        }
        if ((before + 1) % slide == 0) {
            events.dropUpTo(before + 1 - size);
            events.toLast(part);
            Span<A> span = events.combined(before + 1 - size, part);
            emit(key, span, emission.fire(span.accumulator), PaneInfo.of(Timing.ON_TIME, 0, true));
        }
    }

    /** Whether a part ends with the event of that number: with a result, or before a window. */
    private boolean endsPart(long number) {
        return number % slide == 0 || number % slide == beginning;
    }

    /** The number of the last event of the part that the one behind that number is in. */
    private long endOfPart(long number) {
        long sinceResult = number % slide;
        return number - sinceResult + (sinceResult < beginning ? beginning : slide);
    }

    private void emit(K key, Span<A> span, R result, PaneInfo info) throws Exception {
        emit(key, span.start(), span.end(), span.last(), result, info);
    }

    @Override
    Outstanding outstanding(K key, int hash) {
        if (panes != null) {
            KeyedPane<K, Span<A>> pane = panes.peekFirst(key, hash);
            return pane == null ? new Outstanding.Nothing() : outstanding(pane.accumulator, slide - pane.last);
        }
        Run<K, T, Span<A>> run = sequences.youngest().peek(key, hash);
        return run == null
                ? new Outstanding.Nothing()
                : outstanding(run.get(run.rows.end() - 1), slide - run.last() % slide);
    }

    private Outstanding outstanding(Span<A> span, long left) {
        return new Outstanding.WithEvent(
                Times.millis(span.start()),
                Times.millis(span.end()),
                left == 1 ? "1 more event of the key" : left + " more events of the key");
    }

    @Override
    boolean onTime(long newTime) {
        if (newTime == EventTime.MAX && panes != null) {
            ended += panes.firsts().size();
            panes.clear();
        } else if (newTime == EventTime.MAX) {
            sequences.clear();
        }
        return true;
    }

    @Override
    Account.Held held() {
        return panes == null
                ? sequences.held()
                : new Account.Held(
                        "windows", panes.begun(), ended, panes.firsts().size());
    }

    @Override
    long nextDue() {
        return EventTime.MAX;
    }
}
