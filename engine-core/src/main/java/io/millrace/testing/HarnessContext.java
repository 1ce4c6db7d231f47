package io.millrace.testing;

import io.millrace.metrics.Counter;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.OperatorException;
import io.millrace.operator.Output;
import io.millrace.operator.Redistribution;
import io.millrace.state.KeyedState;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.testing.RecordingOutput.Recorded;
import io.millrace.testing.RecordingOutput.Room;
import io.millrace.time.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a harness offers to its operator, and what it remembers of it. */
final class HarnessContext implements OperatorContext {

    static final String NAME = "harness";

    /** What a harness has seen of its operator by a moment. */
    record Seen(
            Recorded<?> main,
            Map<String, Recorded<Object>> sides,
            Map<String, Long> counts,
            Instant time,
            int pauses) {}

    final Room room;
    private final int subtask;
    private final int parallelism;
    private final Map<String, RecordingOutput<Object>> sides = new TreeMap<>();
    private final Map<String, Counter> counters = new TreeMap<>();
    private final Map<String, HarnessList<?>> lists = new TreeMap<>();
    private ManualClock clock = ManualClock.startingAt(Instant.EPOCH);
    private KeyedState<Object> state;
    private List<OperatorSnapshot> restored = List.of();
    private long wakeAt = Long.MAX_VALUE;
    private long heldBackNanos;
    private long workNanos;

    HarnessContext(Room room, int subtask, int parallelism) {
        this.room = room;
        this.subtask = subtask;
        this.parallelism = parallelism;
    }

    /** Goes on with another operator, whose state is in snapshots; or begins with the first one. */
    void begin(KeyedState<Object> emptyState, List<OperatorSnapshot> snapshots) {
        state = emptyState;
        restored = snapshots;
        lists.clear();
        wakeAt = Long.MAX_VALUE;
    }

    Map<String, List<byte[]>> writtenLists() throws IOException {
        Map<String, List<byte[]>> written = new HashMap<>();
        for (Map.Entry<String, HarnessList<?>> list : lists.entrySet()) {
            written.put(list.getKey(), list.getValue().written());
        }
        return written;
    }

    Seen seen(Recorded<?> main, int pauses) {
        Map<String, Recorded<Object>> recorded = new HashMap<>();
        sides.forEach((name, side) -> recorded.put(name, side.recorded()));
        Map<String, Long> counts = new HashMap<>();
        counters.forEach((name, counter) -> counts.put(name, counter.value()));
        return new Seen(main, recorded, counts, Instant.ofEpochMilli(clock.millis()), pauses);
    }

    /** Goes back to a moment: what has been emitted and counted since is void, and the clock is set back. */
    void reset(Seen seen) {
        sides.forEach((name, side) -> side.reset(seen.sides.get(name)));
        counters.clear();
        seen.counts.forEach((name, count) -> counter(name).add(count));
        clock = ManualClock.startingAt(seen.time);
        heldBackNanos = 0;
        workNanos = 0;
    }

    long wakeAt() {
        return wakeAt;
    }

    /** Sets the clock to the time that the operator has asked for, and forgets that. */
    void wake() {
        clock.advance(Duration.ofMillis(Math.max(0, wakeAt - clock.millis())));
        wakeAt = Long.MAX_VALUE;
    }

    void advance(Duration duration) {
        clock.advance(duration);
    }

    void heldBack(Duration duration) {
        clock.advance(duration);
        heldBackNanos += duration.toNanos();
    }

    void atWork(Duration duration) {
        clock.advance(duration);
        workNanos += duration.toNanos();
    }

    List<OperatorHarness.Emitted<Object>> sideEmitted(String output) {
        RecordingOutput<Object> side = sides.get(output);
        return side == null ? List.of() : side.emitted();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int subtask() {
        return subtask;
    }

    @Override
    public int parallelism() {
        return parallelism;
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
        HarnessList<E> list = new HarnessList<>(SerdeRegistry.standard().serde(spec.elementType()));
        if (lists.put(spec.name(), list) != null) {
            throw new IllegalStateException(
                    "the operator asks twice for the operator state '" + spec.name() + "': give each one a name");
        }
        try {
            for (OperatorSnapshot snapshot : restored) {
                list.restore(spec.name(), snapshot);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("operator state '" + spec.name() + "' cannot be read", e);
        }
        return list;
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
