package io.millrace.testing;

import io.millrace.function.Fn;
import io.millrace.metrics.OperatorMetrics;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.SourceSplits.SplitStatus;
import io.millrace.runtime.task.TimedState;
import io.millrace.state.KeyedState;
import io.millrace.state.table.StateBackend;
import io.millrace.state.time.Times;
import io.millrace.testing.RecordingOutput.Room;
import io.millrace.time.EventTime;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Drives one operator by hand: events, watermarks and processing time in, results out. With a {@link #room} of one or
 * so the operator has to pause after each result, as it would behind a slow consumer; the harness calls it again until
 * it is done, as the engine does. Methods that drive it return the harness, and throw what the operator throws. Not thread-safe.
 *
 * @param <I> the events of the operator's inputs
 * @param <O> the results of its main output
 */
public final class OperatorHarness<I, O> {

    private final Room room = new Room();
    private final RecordingOutput<O> main = new RecordingOutput<>(room);
    private Operator<I, O> operator;
    private HarnessContext context = new HarnessContext(room, 0, 1);
    private HarnessSnapshots snapshots;
    private final HarnessCalls<O> calls = new HarnessCalls<>(room, main);
    private long snapshotNumber;
    private final HarnessKeys<I> keys = new HarnessKeys<>();
    private boolean takesSnapshots;

    private OperatorHarness(Operator<I, O> operator) {
        this.operator = operator;
    }

    /** A harness around an operator, which is not opened yet. */
    public static <I, O> OperatorHarness<I, O> of(Operator<I, O> operator) {
        return new OperatorHarness<>(operator);
    }

    /**
     * Gives the rows of all inputs the hash of their key, as on inputs partitioned by key; but for those that another function
     * is given for.
     *
     * @param keyFunction from event to key; for snapshots its type has to be known: see {@link Fn#typed}
     */
    public <K> OperatorHarness<I, O> keyedBy(Fn<? super I, ? extends K> keyFunction) {
        keys.ofOthers(keyFunction);
        return this;
    }

    /**
     * Gives the rows of an input the hash of their key, as on an input partitioned by key.
     *
     * @param input the ordinal of the input
     * @param keyFunction from event to key; for snapshots the type of the keys has to be known of one input at least
     */
    public <E extends I, K> OperatorHarness<I, O> keyedBy(int input, Fn<? super E, ? extends K> keyFunction) {
        keys.of(input, keyFunction);
        return this;
    }

    /**
     * Makes the operator one of so many instances, counted from 0, which owns a part of the keys and gets their rows only. To be said
     * before it is opened.
     */
    public OperatorHarness<I, O> parallel(int subtask, int parallelism) {
        context = new HarnessContext(room, subtask, parallelism);
        return this;
    }

    /** Lets snapshots be taken, for which the types of all state have to be known. To be said before it is opened. */
    public OperatorHarness<I, O> snapshots() {
        takesSnapshots = true;
        return this;
    }

    /** Sets how many results the operator may emit in one call before it has to pause, at least 1. */
    public OperatorHarness<I, O> room(int results) {
        calls.maxRoom = results;
        return this;
    }

    /** Opens the operator. */
    public OperatorHarness<I, O> open() throws Exception {
        return open(List.of());
    }

    /**
     * Opens the operator and has it go on from the snapshots of other instances: it takes in the keys that it owns, and
     * all operator state, and is told that the snapshot is complete. The clock begins at the epoch again.
     *
     * @param parts the snapshots of all instances of an operator
     */
    public OperatorHarness<I, O> open(List<OperatorSnapshot> parts) throws Exception {
        StateBackend<Object> state = takesSnapshots ? context.writtenState(keys.type()) : context.unwrittenState();
        snapshots = new HarnessSnapshots(state);
        calls.begin(operator, context, snapshots);
        context.begin(state, parts);
        operator.open(context);
        state.opened();
        if (!parts.isEmpty()) {
            HarnessSnapshots.restore(parts, state);
            context.restored();
        }
        operator.onRestored();
        calls.opened(new TimedState(state, context));
        context.splits().begin();
        if (!parts.isEmpty()) {
            long origin =
                    parts.stream().mapToLong(OperatorSnapshot::number).max().orElseThrow();
            snapshotNumber = Math.max(snapshotNumber, origin);
            operator.onSnapshotComplete(origin);
        }
        return this;
    }

    /**
     * A barrier passes: a snapshot is in flight, to which all state belongs as it is now. What of it has not been
     * written yet is written by {@link #writeSnapshot} and whenever the operator pauses.
     *
     * @throws IllegalStateException while a method {@linkplain #isWaiting waits}: no barrier passes it
     */
    public OperatorHarness<I, O> beginSnapshot() throws Exception {
        long snapshot = ++snapshotNumber;
        calls.call(() -> operator.beforeSnapshot(snapshot, main));
        if (calls.isWaiting()) {
            throw new IllegalStateException(
                    "the operator waits to be woken, and lets no barrier pass before: see Operator.beforeSnapshot");
        }
        snapshots.begin(context.part(), context.seen(main.recorded(), calls.pauses));
        return this;
    }

    /**
     * Writes a portion of the snapshot in flight, looking at so many entries at most; no effect when there is none.
     *
     * @return whether all of it is written
     * @throws IOException when state cannot be written
     */
    public boolean writeSnapshot(int entries) throws IOException {
        return snapshots.write(entries);
    }

    /** Writes the rest of the snapshot in flight, which is then complete, and tells the operator so. */
    public OperatorSnapshot endSnapshot() throws Exception {
        OperatorSnapshot complete = snapshots.end(snapshotNumber);
        operator.onSnapshotComplete(snapshotNumber);
        calls.passOnTime();
        return complete;
    }

    /**
     * Gives the snapshot in flight up.
     *
     * @throws Exception from the operator, which is told
     */
    public OperatorHarness<I, O> abandonSnapshot() throws Exception {
        snapshots.abandon();
        operator.onSnapshotAborted(snapshotNumber);
        calls.passOnTime();
        return this;
    }

    /**
     * Goes on with another instance where a snapshot was taken of this one, as after a failure: what has been emitted
     * and counted since the barrier is void, and the clock is set back. The instance is told that the snapshot is complete.
     *
     * @param successor the instance, not opened yet
     * @param snapshot a snapshot of this harness
     */
    public OperatorHarness<I, O> restore(Operator<I, O> successor, OperatorSnapshot snapshot) throws Exception {
        operator.close();
        operator = successor;
        context.reset(snapshot.seen());
        main.reset(recordedOf(snapshot));
        calls.pauses = snapshot.seen().pauses();
        open(List.of(snapshot));
        return this;
    }

    @SuppressWarnings("unchecked") // what this very output had recorded
    private RecordingOutput.Recorded<O> recordedOf(OperatorSnapshot snapshot) {
        return (RecordingOutput.Recorded<O>) snapshot.seen().main();
    }

    /** Takes a snapshot and goes on with another instance, which is not opened yet and is restored from it. */
    public OperatorHarness<I, O> restart(Operator<I, O> successor) throws Exception {
        return restore(successor, beginSnapshot().endSnapshot());
    }

    /** Processes one event on input 0, as a batch of its own. The timestamp is in epoch milliseconds, or {@link EventTime#NONE}. */
    public OperatorHarness<I, O> event(I event, long timestamp) throws Exception {
        return event(0, event, timestamp);
    }

    /** Processes one event on an input, as a batch of its own. The timestamp is in epoch milliseconds, or {@link EventTime#NONE}. */
    public OperatorHarness<I, O> event(int input, I event, long timestamp) throws Exception {
        Batch<I> batch = new Batch<>(1);
        batch.add(event, timestamp);
        return batch(input, batch);
    }

    /** Processes a batch on an input; hashes are added to its rows when the input is {@link #keyedBy keyed}. */
    public OperatorHarness<I, O> batch(int input, Batch<I> rows) throws Exception {
        Batch<I> batch = keys.hashed(input, rows, context.keyedState().groups());
        calls.call(() -> {
            boolean done = operator.process(input, batch, main);
            main.takeWhole();
            return done;
        });
        return this;
    }

    /** Advances event time to a watermark. */
    public OperatorHarness<I, O> watermark(long timestamp) throws Exception {
        calls.watermark(timestamp);
        return this;
    }

    /** The inputs fall silent, and stay so until the next event or watermark. */
    public OperatorHarness<I, O> idle() throws Exception {
        calls.call(() -> operator.onIdle(main));
        long earliest = operator.earliestKept();
        if (earliest == EventTime.NONE || earliest == EventTime.MAX) {
            main.emitIdle();
        }
        return this;
    }

    /**
     * Advances processing time, and calls the operator at the times that it asked for, or goes on with the method that
     * waits for them.
     */
    public OperatorHarness<I, O> advance(Duration duration) throws Exception {
        context.clock().checkAdvance(duration);
        long end = context.clock().nanos() + Times.nanos(duration);
        while (context.nanosToTime() <= end - context.clock().nanos()) {
            context.advance(Duration.ofNanos(context.nanosToTime()));
            wake();
        }
        context.advance(Duration.ofNanos(end - context.clock().nanos()));
        return this;
    }

    /**
     * Does what the operator's waker asks for, if it has been called, as the engine does by itself: goes on with the method
     * that waits, or calls {@link Operator#onWake}.
     */
    public OperatorHarness<I, O> wake() throws Exception {
        calls.wake();
        return this;
    }

    /**
     * Whether a method of the operator waits to be {@linkplain io.millrace.operator.OperatorContext#awaitWake woken}, and does not take anything
     * before that; not so for the end of the data, which lets other calls pass.
     */
    public boolean isWaiting() {
        return calls.isWaiting();
    }

    /** Whether the operator is done with the end of the data, so that its task would end. */
    public boolean hasEnded() {
        return calls.hasEnded();
    }

    /** The time of the clock, epoch milliseconds; it starts at the epoch. */
    public long millis() {
        return context.clock().millis();
    }

    /**
     * Lets time pass while the task is held back by its consumers: the operator is not called, and the clocks that
     * measure silence stand still.
     */
    public OperatorHarness<I, O> heldBack(Duration duration) {
        context.heldBack(duration);
        return this;
    }

    /**
     * Lets time pass while the task is at work: the operator is not called, and the clock that measures waiting for
     * input stands still.
     */
    public OperatorHarness<I, O> atWork(Duration duration) {
        context.atWork(duration);
        return this;
    }

    /**
     * Has the operator run in the task of a source that has another split, known by its id; that has splits at all when it is said before the
     * operator is opened.
     */
    public OperatorHarness<I, O> addSplit(String id) throws Exception {
        context.splits().add(id);
        return this;
    }

    /** Says by its id which split the events come from until another one is said: the first, unless said. */
    public OperatorHarness<I, O> fromSplit(String id) {
        context.splits().rowsOf(id);
        return this;
    }

    /** Ends a split of the source, known by its id. */
    public OperatorHarness<I, O> endSplit(String id) throws Exception {
        context.splits().end(id);
        return this;
    }

    /** What an operator that makes event time knows of the splits; empty where it does not follow them. */
    public List<SplitStatus> splits() {
        return context.splits().statuses();
    }

    /** Ends the data. */
    public OperatorHarness<I, O> endOfData() throws Exception {
        calls.endOfData();
        return this;
    }

    /** Closes the operator. */
    public void close() throws Exception {
        operator.close();
    }

    /** The results so far. */
    public List<Emitted<O>> output() {
        return emitted(main.rows());
    }

    /** The results since the last call of this method, or since the beginning, in order. */
    public List<Emitted<O>> takeOutput() {
        List<Emitted<O>> taken = output();
        main.clear();
        return taken;
    }

    /** What went so far to the side output of a name. */
    public List<Emitted<Object>> sideOutput(String output) {
        return emitted(context.sideRows(output));
    }

    /** The last watermark that went out, {@link EventTime#NONE} before the first. */
    public long watermark() {
        return main.watermark();
    }

    /** Whether the operator said that it is idle, and has given neither a result nor a watermark that advanced since. */
    public boolean isIdle() {
        return main.isIdle();
    }

    /** How often the operator has paused, for want of room or to have a watermark go out. */
    public int pauses() {
        return calls.pauses;
    }

    /** A count of the operator's by its name; 0 when it has none of that name. */
    public long count(String metric) {
        return context.measured().counters().getOrDefault(metric, 0L);
    }

    /** What the operator has measured by now. Counts go on where an operator goes on from a snapshot, other metrics begin anew. */
    public OperatorMetrics metrics() {
        return context.measured();
    }

    /** The operator's keyed state. */
    public <K> KeyedState<K> keyedState() {
        return context.keyedState();
    }

    private static <T> List<Emitted<T>> emitted(List<RecordingOutput.Row<T>> rows) {
        return rows.stream()
                .map(row -> new Emitted<>(row.value(), row.timestamp()))
                .toList();
    }

    /**
     * A result.
     *
     * @param value the result
     * @param timestamp its timestamp, epoch milliseconds
     */
    public record Emitted<T>(T value, long timestamp) {}
}
