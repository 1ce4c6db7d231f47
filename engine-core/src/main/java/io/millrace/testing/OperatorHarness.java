package io.millrace.testing;

import io.millrace.function.Fn;
import io.millrace.metrics.Counter;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.OperatorException;
import io.millrace.operator.Output;
import io.millrace.operator.Redistribution;
import io.millrace.state.KeyedState;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.state.serde.KeyHasher;
import io.millrace.state.serde.StableHash;
import io.millrace.state.table.KeyGroups;
import io.millrace.time.Clock;
import io.millrace.time.EventTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Drives one operator by hand: events, watermarks and processing time in, results out. With a {@link #room} of one or so
 * the operator has to pause after each result, as it would behind a slow consumer; the harness calls it again until it is
 * done, as the engine does. Not thread-safe.
 *
 * @param <I> the events of the operator's inputs
 * @param <O> the results of its main output
 */
public final class OperatorHarness<I, O> {

    private Operator<I, O> operator;
    private final ManualClock clock = ManualClock.startingAt(Instant.EPOCH);
    private final HarnessContext context = new HarnessContext();
    private final RecordingOutput<O> main = new RecordingOutput<>();
    private final Map<String, RecordingOutput<Object>> sides = new TreeMap<>();
    private Fn<? super I, ?> key;
    private KeyHasher<Object> hasher;
    private int room = Integer.MAX_VALUE;
    private int roomLeft;
    private int pauses;
    private long wakeAt = Long.MAX_VALUE;
    private long heldBackNanos;
    private long workNanos;

    private OperatorHarness(Operator<I, O> operator) {
        this.operator = operator;
    }

    /**
     * A harness around an operator, which is not opened yet.
     *
     * @param <I> the events
     * @param <O> the results
     * @param operator the operator
     * @return the harness
     */
    public static <I, O> OperatorHarness<I, O> of(Operator<I, O> operator) {
        return new OperatorHarness<>(operator);
    }

    /**
     * Gives rows the hash of their key, as on an input partitioned by key.
     *
     * @param keyFunction from event to key
     * @return this harness
     */
    public OperatorHarness<I, O> keyedBy(Fn<? super I, ?> keyFunction) {
        key = keyFunction;
        hasher = StableHash.of(null);
        return this;
    }

    /**
     * Sets how much the operator may emit in one call before it has to pause.
     *
     * @param results how many results, at least 1
     * @return this harness
     */
    public OperatorHarness<I, O> room(int results) {
        room = results;
        return this;
    }

    /**
     * Opens the operator.
     *
     * @return this harness
     * @throws Exception what the operator throws
     */
    public OperatorHarness<I, O> open() throws Exception {
        operator.open(context);
        return this;
    }

    /**
     * Goes on with another instance, which finds the keyed state of the one before and nothing else of it: as after a
     * restore.
     *
     * @param successor the instance, not opened yet
     * @return this harness
     * @throws Exception what one of the operators throws
     */
    public OperatorHarness<I, O> handOver(Operator<I, O> successor) throws Exception {
        operator.close();
        operator = successor;
        wakeAt = Long.MAX_VALUE;
        context.state = context.state.handOver();
        operator.open(context);
        operator.onRestored();
        return this;
    }

    /**
     * Processes one event on input 0, as a batch of its own.
     *
     * @param event the event
     * @param timestamp epoch milliseconds, or {@link EventTime#NONE}
     * @return this harness
     * @throws Exception what the operator throws
     */
    public OperatorHarness<I, O> event(I event, long timestamp) throws Exception {
        Batch<I> batch = new Batch<>(1);
        batch.add(event, timestamp);
        return batch(0, batch);
    }

    /**
     * Processes a batch.
     *
     * @param input the ordinal of the input
     * @param rows the rows; hashes are added when the harness is {@link #keyedBy keyed}
     * @return this harness
     * @throws Exception what the operator throws
     */
    public OperatorHarness<I, O> batch(int input, Batch<I> rows) throws Exception {
        Batch<I> batch = hashed(rows);
        untilDone(() -> {
            boolean done = operator.process(input, batch, main);
            main.takeWhole();
            return done;
        });
        return this;
    }

    /**
     * Advances event time.
     *
     * @param timestamp the watermark
     * @return this harness
     * @throws Exception what the operator throws
     */
    public OperatorHarness<I, O> watermark(long timestamp) throws Exception {
        untilDone(() -> operator.onWatermark(timestamp, main));
        main.emitWatermark(operator.forwardedWatermark(timestamp));
        return this;
    }

    /**
     * Advances processing time, and calls the operator at the times that it asked for.
     *
     * @param duration by how much
     * @return this harness
     * @throws Exception what the operator throws
     */
    public OperatorHarness<I, O> advance(Duration duration) throws Exception {
        long end = clock.millis() + duration.toMillis();
        while (wakeAt <= end) {
            clock.advance(Duration.ofMillis(Math.max(0, wakeAt - clock.millis())));
            wakeAt = Long.MAX_VALUE;
            untilDone(() -> operator.onProcessingTime(clock.millis(), main));
        }
        clock.advance(Duration.ofMillis(end - clock.millis()));
        return this;
    }

    /**
     * The time of the clock, which starts at the epoch.
     *
     * @return epoch milliseconds
     */
    public long millis() {
        return clock.millis();
    }

    /**
     * Lets time pass while the task is held back by its consumers: the operator is not called, and the clocks that
     * measure silence stand still.
     *
     * @param duration for how long
     * @return this harness
     */
    public OperatorHarness<I, O> heldBack(Duration duration) {
        clock.advance(duration);
        heldBackNanos += duration.toNanos();
        return this;
    }

    /**
     * Lets time pass while the task is at work: the operator is not called, and the clock that measures waiting for input
     * stands still.
     *
     * @param duration for how long
     * @return this harness
     */
    public OperatorHarness<I, O> atWork(Duration duration) {
        clock.advance(duration);
        workNanos += duration.toNanos();
        return this;
    }

    /**
     * Ends a split of the source.
     *
     * @param split the split
     * @param splits how many there have been so far
     * @return this harness
     * @throws Exception what the operator throws
     */
    public OperatorHarness<I, O> endOfSplit(int split, int splits) throws Exception {
        operator.onEndOfSplit(split, splits, main);
        return this;
    }

    /**
     * Ends the data.
     *
     * @return this harness
     * @throws Exception what the operator throws
     */
    public OperatorHarness<I, O> endOfData() throws Exception {
        untilDone(() -> operator.onEndOfData(main));
        return this;
    }

    /**
     * Closes the operator.
     *
     * @throws Exception what the operator throws
     */
    public void close() throws Exception {
        operator.close();
    }

    /**
     * The results so far.
     *
     * @return a copy
     */
    public List<Emitted<O>> output() {
        return List.copyOf(main.emitted);
    }

    /**
     * The results since the last call of this method, or since the beginning.
     *
     * @return the results, in order
     */
    public List<Emitted<O>> takeOutput() {
        List<Emitted<O>> taken = List.copyOf(main.emitted);
        main.emitted.clear();
        return taken;
    }

    /**
     * What went to a side output so far.
     *
     * @param output its name
     * @return a copy
     */
    public List<Emitted<Object>> sideOutput(String output) {
        RecordingOutput<Object> side = sides.get(output);
        return side == null ? List.of() : List.copyOf(side.emitted);
    }

    /**
     * The last watermark that went out.
     *
     * @return the watermark, {@link EventTime#NONE} before the first
     */
    public long watermark() {
        return main.watermark;
    }

    /**
     * Whether the operator said that it is idle, and has given neither a result nor a watermark that advanced since.
     *
     * @return whether it is idle
     */
    public boolean isIdle() {
        return main.idle;
    }

    /**
     * How often the operator has paused, for want of room or to have a watermark go out.
     *
     * @return how often
     */
    public int pauses() {
        return pauses;
    }

    /**
     * A count of the operator's.
     *
     * @param metric its name
     * @return its value
     */
    public long count(String metric) {
        return context.counter(metric).value();
    }

    /**
     * The operator's keyed state.
     *
     * @param <K> the keys
     * @return the state
     */
    public <K> KeyedState<K> keyedState() {
        return context.keyedState();
    }

    private Batch<I> hashed(Batch<I> rows) throws Exception {
        if (key == null) {
            return rows;
        }
        Batch<I> hashed = new Batch<>(Math.max(1, rows.size()));
        for (int row = 0; row < rows.size(); row++) {
            I event = rows.value(row);
            hashed.add(event, rows.timestamp(row), hasher.hash(key.apply(event)));
        }
        return hashed;
    }

    private void untilDone(Call call) throws Exception {
        roomLeft = room;
        while (!call.isDone()) {
            pauses++;
            roomLeft = room;
        }
    }

    /**
     * A result.
     *
     * @param <T> its type
     * @param value the result
     * @param timestamp its timestamp, epoch milliseconds
     */
    public record Emitted<T>(T value, long timestamp) {}

    private interface Call {
        boolean isDone() throws Exception;
    }

    private final class RecordingOutput<T> implements Output<T> {

        private final List<Emitted<T>> emitted = new ArrayList<>();
        private long watermark = EventTime.NONE;
        private boolean idle;
        private Batch<T> emittedWhole;

        private void takeWhole() {
            Batch<T> batch = emittedWhole;
            emittedWhole = null;
            for (int row = 0; batch != null && row < batch.size(); row++) {
                emit(batch.value(row), batch.timestamp(row));
            }
        }

        @Override
        public void emit(T value, long timestamp) {
            if (value == null) {
                throw new NullPointerException("events must not be null");
            }
            emitted.add(new Emitted<>(value, timestamp));
            idle = false;
            roomLeft--;
        }

        @Override
        public Batch<T> emitAll(Batch<T> batch) {
            emittedWhole = batch;
            return batch;
        }

        @Override
        public boolean hasRoom() {
            return roomLeft > 0;
        }

        @Override
        public void emitWatermark(long newWatermark) {
            idle &= newWatermark <= watermark;
            watermark = Math.max(watermark, newWatermark);
        }

        @Override
        public void emitIdle() {
            idle = true;
        }
    }

    private final class HarnessContext implements OperatorContext {

        private final Map<String, Counter> counters = new TreeMap<>();
        private KeyedState<Object> state = new KeyedState<>("harness", KeyGroups.rangeOf(0, 1));

        @Override
        public String name() {
            return "harness";
        }

        @Override
        public int subtask() {
            return 0;
        }

        @Override
        public int parallelism() {
            return 1;
        }

        @Override
        public Clock clock() {
            return clock;
        }

        @Override
        public long unblockedNanos() {
            return clock.nanos() - heldBackNanos;
        }

        @Override
        public long waitedNanos() {
            return clock.nanos() - heldBackNanos - workNanos;
        }

        @Override
        public <E> ListState<E> operatorState(ListSpec<E> spec, Redistribution redistribution) {
            throw new IllegalStateException("the harness keeps no operator state, such as " + spec.name());
        }

        @Override
        @SuppressWarnings("unchecked") // the operator knows its keys
        public <K> KeyedState<K> keyedState() {
            return (KeyedState<K>) state;
        }

        @Override
        @SuppressWarnings("unchecked") // results are only looked at
        public <S> Output<S> sideOutput(String output) {
            return (Output<S>) sides.computeIfAbsent(output, unused -> new RecordingOutput<>());
        }

        @Override
        public void wakeAt(long epochMillis) {
            wakeAt = Math.min(wakeAt, epochMillis);
        }

        @Override
        public Counter counter(String metric) {
            return counters.computeIfAbsent(metric, unused -> new Counter());
        }

        @Override
        public OperatorException failure(Throwable error, Object eventKey, Object event, long timestamp) {
            return error instanceof OperatorException already
                    ? already
                    : new OperatorException(name(), eventKey, event, timestamp, error);
        }
    }
}
