package io.millrace.window.operator;

import io.millrace.function.Fn;
import io.millrace.graph.CombinedRows;
import io.millrace.metrics.Account;
import io.millrace.operator.Aggregate;
import io.millrace.operator.Batch;
import io.millrace.operator.KeyReader;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.OperatorException;
import io.millrace.operator.Output;
import io.millrace.operator.Outstanding;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.table.ReusedArray;
import io.millrace.state.table.Shown;
import io.millrace.time.EventTime;
import java.util.Optional;

/**
 * Aggregates events by key and pane before they go through a key exchange, and sends one {@link HeldPane.Partial} in place of
 * many events. A {@link PaneWindows} behind the exchange merges them.
 *
 * <p>A pane is held until the watermark reaches its end, and goes before that watermark: until then no window that it
 * is in can fire, since the operator waits for the watermarks of all senders. An event that comes for a pane behind its
 * end goes as it is, so that it is the operator that tells whether the event is late. And so does every event when the
 * operator may be ahead of this task's watermark: up to where it was when the job was restored, and after this task has
 * been idle, which others do not wait for.
 */
public final class PaneCombiner<K, T, A> implements Operator<T, Object> {

    private final WindowGrid grid;
    private final Aggregate<? super T, A, ?> aggregate;
    private final Fn<? super T, ? extends K> keyOf;
    private final HeldPanes<K, A> held;
    private OperatorContext context;
    private KeyReader<K, T> keyReader;
    private Adder<K, T, A> adder;

    /** The pane of the latest event, or null. */
    private HeldPane<K, A> pane;

    /** Of the rows of the batch. */
    private final ReusedArray<K> keysOfRows = ReusedArray.of(0);

    private final ReusedArray<A> foundForRows = ReusedArray.of(0);
    private K[] keys = keysOfRows.array();
    private A[] found = foundForRows.array();
    private int row;

    /** Whether a batch is being processed, and waits for room to send all that is held. */
    private boolean resuming;

    /** Panes that end at or before it are held no more. */
    private long closedUpTo = EventTime.NONE;

    private boolean begun;

    /** Whether all events go as they are, for good. */
    private boolean mayBeBehind;

    /** A combiner for one task. */
    public PaneCombiner(WindowGrid grid, WindowLogic<K, T, A, ?, ?> logic) {
        this(grid, logic, HeldPanes.Limits.USUAL);
    }

    PaneCombiner(WindowGrid grid, WindowLogic<K, T, A, ?, ?> logic, HeldPanes.Limits limits) {
        this.grid = grid;
        aggregate = logic.emission().aggregate();
        keyOf = logic.inputs().get(0).key();
        held = new HeldPanes<>(limits);
    }

    /** Whether windows give the same, in the same order, when events are aggregated before. */
    public static boolean suits(WindowLogic<?, ?, ?, ?, ?> logic) {
        return !logic.byClock()
                && logic.lateness() == 0
                && logic.emission().isPlain()
                && logic.emission().aggregate().isCommutative();
    }

    /**
     * How what it sends gets to another process.
     *
     * @param keys how keys are written
     * @param logic of the windows
     * @param serdes what accumulators are written by
     */
    @SuppressWarnings("unchecked") // a class has no arguments
    public static <K, A> CombinedRows<?> rows(Serde<K> keys, WindowLogic<K, ?, A, ?, ?> logic, SerdeRegistry serdes) {
        Class<HeldPane.Partial<K, A>> type = (Class<HeldPane.Partial<K, A>>) (Class<?>) HeldPane.Partial.class;
        return new CombinedRows<>(type, new PartialSerde<>(keys, logic.accumulatorSerde(serdes)));
    }

    @Override
    public void open(OperatorContext operatorContext) {
        context = operatorContext;
        keyReader = KeyReader.of(keyOf, context);
        adder = Adder.of(aggregate, context);
    }

    @Override
    public boolean process(int input, Batch<T> batch, Output<Object> out) {
        if (!resuming) {
            if (mayBeBehind || held.isPausing(batch.size())) {
                out.emitAll(batch);
                return true;
            }
            begin(batch);
        }
        int at = row;
        try {
            for (int size = batch.size(); at < size; ) {
                if ((resuming || held.isFull()) && !emitUpTo(EventTime.MAX, out)) {
                    row = at;
                    resuming = true;
                    return false;
                }
                resuming = false;
                at = take(batch, at, out);
            }
        } catch (OperatorException e) {
            throw e;
        } catch (Throwable e) {
            throw context.failure(e, keys[at], batch.value(at), batch.timestamp(at));
        }
        keysOfRows.clear(0, at);
        row = 0;
        return true;
    }

    private void begin(Batch<T> batch) {
        if (!begun) {
            begun = true;
            closedUpTo = Math.max(closedUpTo, context.restoredTime());
        }
        keys = keysOfRows.room(batch.size(), batch.capacity());
        found = foundForRows.room(batch.size(), batch.capacity());
        keyReader.read(batch, keys);
    }

    /** Takes in the rows of one pane, or sends one on; returns the row behind. */
    private int take(Batch<T> batch, int from, Output<Object> out) throws Exception {
        long timestamp = batch.timestamp(from);
        if (pane == null || !pane.holds(timestamp)) {
            pane = paneOf(timestamp);
        }
        int end = pane == null ? from : lookUp(batch, from, endOfRun(batch, from));
        if (end == from) {
            out.emit(batch.value(from), timestamp, batch.hash(from));
            return from + 1;
        }
        adder.add(batch, keys, found, from, end);
        foundForRows.clear(from, end);
        return end;
    }

    /** The pane that a timestamp is held with, or null when the event has to go as it is. */
    private HeldPane<K, A> paneOf(long timestamp) {
        if (timestamp == EventTime.NONE) {
            return null;
        }
        long start = grid.startOf(timestamp);
        long last = grid.lastOf(timestamp);
        return last > closedUpTo && grid.isInWindow(start) ? held.at(start, last) : null;
    }

    private int endOfRun(Batch<T> batch, int from) {
        int end = from + 1;
        while (end < batch.size() && pane.holds(batch.timestamp(end))) {
            end++;
        }
        return end;
    }

    /** Finds the accumulators of rows, up to one that there is none for; returns that one. */
    private int lookUp(Batch<T> batch, int from, int end) throws Exception {
        HeldPane<K, A> pane = this.pane;
        A[] accumulators = found;
        int sizeBefore = pane.size();
        int at = from;
        for (; at < end; at++) {
            A accumulator = pane.get(keys[at], batch.hash(at));
            if (accumulator == null) {
                accumulator = aggregate.create();
                if (!pane.put(keys[at], batch.hash(at), accumulator)) {
                    break;
                }
            }
            accumulators[at] = accumulator;
        }
        held.added(pane, at - from, pane.size() - sizeBefore);
        return at;
    }

    @Override
    @SuppressWarnings("unchecked") // whoever asks for a key of another type finds nothing
    public Optional<Outstanding> outstanding(Object key, int hash) {
        HeldPane<K, A> first = held.firstWith((K) key, hash);
        if (first == null) {
            return Optional.of(new Outstanding.Nothing());
        }
        long last = grid.windowLastFrom(first.last());
        return Optional.of(new Outstanding.AtWatermark(grid.windowStart(last), EventTime.plus(last, 1), last));
    }

    @Override
    @SuppressWarnings("unchecked") // as above
    public void show(Object key, int hash, Shown out) {
        held.forEachWith(
                (K) key,
                hash,
                (holds, accumulator) ->
                        out.addMade(Shown.span(holds.start(), holds.last()), () -> aggregate.result(accumulator)));
    }

    @Override
    public Optional<Account> account() {
        return Optional.of(
                Account.passing().with("put together", held.putTogether()).keeping(held.events()));
    }

    private boolean emitUpTo(long time, Output<Object> out) {
        pane = null;
        return held.emit(time, out);
    }

    @Override
    public boolean onWatermark(long watermark, Output<Object> out) {
        if (held.isDue(watermark) && !emitUpTo(watermark, out)) {
            return false;
        }
        closedUpTo = Math.max(closedUpTo, watermark);
        return true;
    }

    @Override
    public boolean beforeSnapshot(long snapshot, Output<Object> out) {
        return emitUpTo(EventTime.MAX, out);
    }

    @Override
    public boolean onIdle(Output<Object> out) {
        mayBeBehind = context.parallelism() > 1;
        return emitUpTo(EventTime.MAX, out);
    }

    @Override
    public boolean onEndOfData(Output<Object> out) {
        return emitUpTo(EventTime.MAX, out);
    }
}
