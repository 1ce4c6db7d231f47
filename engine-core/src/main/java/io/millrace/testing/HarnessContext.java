package io.millrace.testing;

import io.millrace.metrics.OperatorMetrics;
import io.millrace.operator.ForwardingTaskContext;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.operator.Redistribution;
import io.millrace.runtime.TaskInstance;
import io.millrace.runtime.metrics.MetricSet;
import io.millrace.runtime.snapshot.OperatorStates;
import io.millrace.runtime.snapshot.RestorePlan.Origin;
import io.millrace.runtime.snapshot.RestorePlan.Restored;
import io.millrace.runtime.task.Alarm;
import io.millrace.runtime.task.ProcessingTime;
import io.millrace.state.KeyedState;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import io.millrace.state.store.Disk;
import io.millrace.state.store.Manifest.Part;
import io.millrace.state.table.KeyGroupRange;
import io.millrace.state.table.KeyGroups;
import io.millrace.state.table.StateBackend;
import io.millrace.state.testing.SimulatedDisk;
import io.millrace.state.time.Times;
import io.millrace.testing.RecordingOutput.Recorded;
import io.millrace.testing.RecordingOutput.Room;
import io.millrace.time.EventTime;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** What a harness offers to its operator, and what it remembers of it. */
final class HarnessContext extends ForwardingTaskContext implements OperatorContext {

    static final String NAME = "harness";

    /** What a harness has seen of its operator by a moment. */
    record Seen(
            Recorded<?> main,
            Map<String, Recorded<Object>> sides,
            Map<String, Long> counts,
            Instant time,
            int pauses) {}

    final Room room;
    private final Map<String, RecordingOutput<Object>> sides = new TreeMap<>();
    private ManualClock clock = ManualClock.startingAt(Instant.EPOCH);
    private final Disk disk = new SimulatedDisk();
    private TaskInstance instance;
    private ProcessingTime processingTime = new ProcessingTime(clock);
    private StateBackend<Object> keyed;
    private KeyedState<Object> state;
    private OperatorStates operatorStates;
    private long restoredTime;
    private Alarm alarm = newAlarm();
    private HarnessSplits splits = new HarnessSplits();
    private long heldBackNanos;
    private long workNanos;
    private Object ofJob;

    HarnessContext(Room room, int subtask, int parallelism) {
        this.room = room;
        instance = new TaskInstance(NAME, 1, NAME, subtask, parallelism, clock, disk);
    }

    /** No state yet, of an instance that may be in snapshots. */
    StateBackend<Object> writtenState(Type<Object> keys) {
        return StateBackend.written(NAME, groups(), SerdeRegistry.standard(), keys);
    }

    /** No state yet, of an instance that never is in a snapshot. */
    StateBackend<Object> unwrittenState() {
        return StateBackend.unwritten(NAME, groups(), SerdeRegistry.standard());
    }

    private KeyGroupRange groups() {
        return KeyGroups.rangeOf(subtask(), parallelism());
    }

    /** Goes on with another operator, whose state is in snapshots; or begins with the first one. */
    void begin(StateBackend<Object> emptyState, List<OperatorSnapshot> snapshots) {
        keyed = emptyState;
        state = new KeyedState<>(emptyState);
        restoredTime = EventTime.NONE;
        counted(instance.metrics().read().counters());
        List<Part> parts = snapshots.stream().map(OperatorSnapshot::part).toList();
        Restored restored = new Restored(NAME, subtask(), parallelism(), parts, Origin.NONE);
        operatorStates = new OperatorStates(NAME, SerdeRegistry.standard(), restored);
        alarm.close();
        alarm = newAlarm();
        splits = splits.copy();
    }

    /** What has been counted counts on, and other metrics begin anew. */
    private void counted(Map<String, Long> counts) {
        instance = new TaskInstance(NAME, 1, NAME, subtask(), parallelism(), clock, disk);
        counts.forEach((name, count) -> metrics().counter(name).add(count));
    }

    /** State is as it was in the snapshot. */
    void restored() {
        restoredTime = keyed.highestProgress();
    }

    @Override
    public boolean alignsBarriers() {
        return true;
    }

    @Override
    public long restoredTime() {
        return restoredTime;
    }

    OperatorMetrics measured() {
        return instance.metrics().read();
    }

    @Override
    public HarnessSplits splits() {
        return splits;
    }

    /** What is not keyed, for a snapshot. */
    Part part() throws IOException {
        return new Part(NAME, subtask(), parallelism(), false, operatorStates.write());
    }

    Seen seen(Recorded<?> main, int pauses) {
        Map<String, Recorded<Object>> recorded = new HashMap<>();
        sides.forEach((name, side) -> recorded.put(name, side.recorded()));
        return new Seen(
                main, recorded, instance.metrics().read().counters(), Instant.ofEpochMilli(clock.millis()), pauses);
    }

    /** Goes back to a moment: what has been emitted and counted since is void, and the clock is set back. */
    void reset(Seen seen) {
        sides.forEach((name, side) -> side.reset(seen.sides.get(name)));
        clock = ManualClock.startingAt(seen.time);
        counted(seen.counts);
        processingTime = new ProcessingTime(clock);
        heldBackNanos = 0;
        workNanos = 0;
    }

    /** Nobody sleeps: whoever drives the harness asks whether the operator has been woken. */
    private static Alarm newAlarm() {
        return new Alarm(() -> {});
    }

    /** Nanoseconds until a time that the operator has asked for, {@link Long#MAX_VALUE} when it has asked for none. */
    long nanosToTime() {
        return alarm.times().isNever() ? Long.MAX_VALUE : alarm.times().nanosLeft(processingTime(), clock.nanos());
    }

    /** Whether a time has come that the operator has asked for, or it has been woken, since this was asked last. */
    boolean looks() {
        return alarm.look(processingTime(), clock.nanos());
    }

    Alarm alarm() {
        return alarm;
    }

    void advance(Duration duration) {
        clock.advance(duration);
    }

    void heldBack(Duration duration) {
        clock.advance(duration);
        heldBackNanos += Times.nanos(duration);
    }

    void atWork(Duration duration) {
        clock.advance(duration);
        workNanos += Times.nanos(duration);
    }

    List<RecordingOutput.Row<Object>> sideRows(String output) {
        RecordingOutput<Object> side = sides.get(output);
        return side == null ? List.of() : side.rows();
    }

    @Override
    protected TaskInstance task() {
        return instance;
    }

    @Override
    public MetricSet metrics() {
        return instance.metrics();
    }

    @Override
    public ManualClock clock() {
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
        return operatorStates.declare(spec, redistribution);
    }

    @Override
    public boolean takesSnapshots() {
        return keyed.isWritten();
    }

    @Override
    public Executor executor(int most) {
        return Runnable::run;
    }

    @Override
    @SuppressWarnings("unchecked") // the operator knows its keys
    public <K> KeyedState<K> keyedState() {
        return (KeyedState<K>) state;
    }

    @Override
    @SuppressWarnings("unchecked") // results are only looked at
    public <S> Output<S> sideOutput(String output) {
        return (Output<S>) sides.computeIfAbsent(output, unused -> new RecordingOutput<>(room));
    }

    @Override
    public long processingTime() {
        return processingTime.millis();
    }

    @Override
    public void wakeAtMillis(long epochMillis) {
        alarm.times().atMillis(epochMillis);
    }

    @Override
    public void wakeAtNanos(long nanos) {
        alarm.times().atNanos(nanos);
    }

    @Override
    public Runnable waker() {
        return alarm.waker();
    }

    @Override
    @SuppressWarnings("unchecked") // what an operator has made is what it asks for
    public <S> S ofJob(Supplier<S> maker) {
        if (ofJob == null) {
            ofJob = maker.get();
        }
        return (S) ofJob;
    }

    @Override
    public void awaitWake() {
        alarm.await(NAME);
    }
}
