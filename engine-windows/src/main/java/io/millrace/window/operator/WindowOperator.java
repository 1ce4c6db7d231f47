package io.millrace.window.operator;

import static java.lang.invoke.MethodHandles.lookup;

import io.millrace.function.Fn;
import io.millrace.function.Monomorphic;
import io.millrace.metrics.Account;
import io.millrace.operator.Batch;
import io.millrace.operator.KeyReader;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.OperatorException;
import io.millrace.operator.Output;
import io.millrace.operator.Outstanding;
import io.millrace.state.table.ReusedArray;
import io.millrace.time.EventTime;
import io.millrace.window.operator.WindowKind.Taken;
import io.millrace.window.spi.WindowAssigner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Goes through batches row by row, pausing when there is no more room, and tells windows of some kind what time it is.
 *
 * <p>Windows that go by the clock take each event at the time of its coming, and time is then one millisecond behind
 * the clock, so that none is ever late.
 */
public final class WindowOperator<K, T, O> implements Operator<T, O> {

    private static final Monomorphic<Fn<?, ?>> KEYS = Monomorphic.of(lookup(), PartialKey.class);

    final WindowKind<K, T, ?, ?> windows;

    private final List<? extends WindowLogic.In<K, T, ?, ?>> inputs;
    private final boolean byClock;
    private final boolean readsClock;
    private OperatorContext context;

    /** By input. */
    private final List<KeyReader<K, T>> keyReaders = new ArrayList<>();

    /** Of the rows of the batch. */
    private final ReusedArray<K> keysOfRows = ReusedArray.of(0);

    private K[] keys = keysOfRows.array();

    private int row;

    /** How many rows have gone into windows. */
    private long inWindows;

    /** Whether a batch is being processed, and waits for room. */
    private boolean resuming;

    /** By how much the time of windows that go by the clock is ahead of it, since they were restored. */
    private long ahead;

    /** Windows of any kind. */
    WindowOperator(WindowLogic<K, T, ?, ?, O> logic, WindowKind<K, T, ?, ?> windows) {
        this.windows = windows;
        inputs = logic.inputs();
        byClock = logic.byClock();
        readsClock = byClock || windows.usesClockToo();
    }

    /** Windows that follow each other without a gap, each a pane of its grid; for emissions without a trigger. */
    public static <K, T, A, R, O> WindowOperator<K, T, O> tumbling(WindowGrid grid, WindowLogic<K, T, A, R, O> logic) {
        return new WindowOperator<>(logic, new TumblingWindows<>(grid, logic));
    }

    /** Windows of several panes each; for an emission that is plain. */
    public static <K, T, A, R, O> WindowOperator<K, T, O> sliding(WindowGrid grid, WindowLogic<K, T, A, R, O> logic) {
        return new WindowOperator<>(logic, new SlidingWindows<>(grid, logic));
    }

    /** Windows that a key has for itself, and any whose emission looks at each of them. */
    public static <K, T, A, R, O> WindowOperator<K, T, O> keyed(
            WindowAssigner<? super T> assigner, WindowLogic<K, T, A, R, O> logic) {
        boolean sessions = assigner instanceof Assigners.Gap || assigner instanceof Assigners.OwnGap<?>;
        if (sessions && FlatSessionWindows.suit(logic)) {
            return new WindowOperator<>(logic, new FlatSessionWindows<>(assigner, logic));
        }
        return new WindowOperator<>(logic, new KeyedWindows<>(assigner, logic));
    }

    /**
     * A window behind each event; for emissions without a trigger.
     *
     * @param size the length of the windows in milliseconds, at least 1
     */
    public static <K, T, A, R, O> WindowOperator<K, T, O> trailing(long size, WindowLogic<K, T, A, R, O> logic) {
        return new WindowOperator<>(logic, new TrailingWindows<>(size, ofCombinations(logic)));
    }

    @SuppressWarnings("unchecked") // the emissions of all inputs are alike, and so are the accumulators
    private static <K, T, A, R, O> WindowLogic<K, T, A, R, O> ofCombinations(WindowLogic<K, T, ?, R, O> logic) {
        List<WindowLogic.In<K, T, A, R>> combined = new ArrayList<>();
        for (WindowLogic.In<K, T, ?, R> input : logic.inputs()) {
            Emission<? super T, A, R> emission =
                    (Emission<? super T, A, R>) input.emission().ofCombinations();
            combined.add(new WindowLogic.In<>(input.key(), emission, input.events()));
        }
        return new WindowLogic<>(combined, logic.results(), logic.lateness(), logic.byClock());
    }

    /**
     * Every so many events of a key, the last events; for emissions without a trigger, and one that is plain where the two
     * numbers differ.
     *
     * @param size how many events a window has at most, at least 1
     * @param slide after how many events there is a result, at least 1
     */
    public static <K, T, A, R, O> WindowOperator<K, T, O> counting(
            long size, long slide, WindowLogic<K, T, A, R, O> logic) {
        return new WindowOperator<>(logic, new CountWindows<>(size, slide, logic));
    }

    @Override
    public void open(OperatorContext operatorContext) {
        context = operatorContext;
        for (WindowLogic.In<K, T, ?, ?> input : inputs) {
            keyReaders.add(KeyReader.of(KEYS.<Fn<T, K>>make(input.key()), context));
        }
        windows.open(context);
    }

    @Override
    public void onRestored() throws Exception {
        windows.restored();
        long time = windows.time();
        if (byClock && time != EventTime.NONE) {
            // The clock may be behind now: no event is late, what has fired does not fire again, and time goes on from
            // there.
            ahead = Math.max(0, EventTime.minus(EventTime.plus(time, 1), context.processingTime()));
            windows.noticeClock(ahead);
        }
        scheduleNext();
    }

    @Override
    public boolean process(int input, Batch<T> batch, Output<O> out) {
        windows.emitTo(out);
        if (readsClock && !resuming && !readClock()) {
            return false;
        }
        if (!resuming) {
            windows.takeFrom(input);
            readKeys(keyReaders.get(input), batch);
        }
        row = takeRows(batch, row);
        if (resuming) {
            return false;
        }
        keysOfRows.clear(0, row);
        row = 0;
        windows.raiseBy(null);
        scheduleNext();
        return true;
    }

    /** Takes in rows from one on; returns the row that has to wait for room, or else the end. */
    private int takeRows(Batch<T> batch, int from) {
        int at = from;
        long in = 0;
        try {
            for (int size = batch.size(); at < size; ) {
                int end = resuming || byClock ? at : windows.takeRun(batch, keys, at);
                in += end - at;
                if (end == at) {
                    long timestamp = byClock ? windows.now() : batch.timestamp(at);
                    windows.raiseBy(batch.value(at));
                    Taken taken = windows.process(batch.value(at), keys[at], batch.hash(at), timestamp);
                    resuming = taken == Taken.WAITS;
                    if (resuming) {
                        break;
                    }
                    in += taken == Taken.IN ? 1 : 0;
                    end = at + 1;
                }
                at = end;
            }
        } catch (OperatorException e) {
            throw e;
        } catch (Throwable e) {
            throw context.failure(e, keys[at], batch.value(at), batch.timestamp(at));
        }
        inWindows += in;
        return at;
    }

    @Override
    public Optional<Account> account() {
        return Optional.of(windows.account(inWindows));
    }

    private void readKeys(KeyReader<K, T> keyReader, Batch<T> batch) {
        keys = keysOfRows.room(batch.size(), batch.capacity());
        keyReader.read(batch, keys);
    }

    @Override
    public boolean onWatermark(long watermark, Output<O> out) {
        // After a restore the sources may be behind what the windows had come to.
        if ((byClock && watermark != EventTime.MAX) || watermark <= windows.time()) {
            return true;
        }
        windows.emitTo(out);
        if (!reach(watermark)) {
            return false;
        }
        scheduleNext();
        return true;
    }

    @Override
    public boolean onProcessingTime(long unused, Output<O> out) {
        windows.emitTo(out);
        long now = windows.noticeClock(ahead);
        if (!(byClock ? reach(now - 1) : windows.onClock(now))) {
            return false;
        }
        scheduleNext();
        return true;
    }

    /** Once per batch, before its first row. */
    private boolean readClock() {
        long now = windows.noticeClock(ahead);
        return !byClock || now - 1 <= windows.time() || reach(now - 1);
    }

    private boolean reach(long newTime) {
        if (!windows.onTime(newTime)) {
            return false;
        }
        windows.advance(newTime);
        return true;
    }

    /** Asks for a call when the next window is due, if windows go by the clock. */
    private void scheduleNext() {
        if (byClock) {
            long due = windows.nextDue();
            if (due != EventTime.MAX) {
                context.wakeAtMillis(EventTime.minus(EventTime.plus(due, 1), ahead));
            }
        }
    }

    @Override
    @SuppressWarnings("unchecked") // whoever asks for a key of another type finds nothing
    public Optional<Outstanding> outstanding(Object key, int hash) {
        return Optional.of(windows.outstanding((K) key, hash));
    }

    /** The key of an event, or of the events that a {@link PaneCombiner} sends as one. Made by copies, see {@link io.millrace.function.Monomorphic}. */
    static final class PartialKey<K, T> implements Fn<T, K> {

        private static final long serialVersionUID = 1;

        private final Fn<? super T, ? extends K> keyOf;

        PartialKey(Fn<? super T, ? extends K> keyOf) {
            this.keyOf = keyOf;
        }

        @Override
        @SuppressWarnings("unchecked") // a combiner was made with the same function
        public K apply(T event) throws Exception {
            return event instanceof HeldPane.Partial<?, ?> partial ? (K) partial.key() : keyOf.apply(event);
        }
    }
}
