package io.millrace.runtime;

import io.millrace.metrics.Counter;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.OperatorException;
import io.millrace.operator.Output;
import io.millrace.operator.Redistribution;
import io.millrace.state.KeyedState;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.state.table.KeyGroups;
import io.millrace.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What an operator instance is offered, and what the task remembers about it. */
final class StageContext implements OperatorContext {

    static final long NEVER = Long.MAX_VALUE;

    private final String name;
    private final int subtask;
    private final int parallelism;
    private final Task task;
    private final Map<String, Port> sideOutputs;
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    private KeyedState<Object> keyedState;
    private long wakeAt = NEVER;

    StageContext(String name, int subtask, int parallelism, Task task, Map<String, Port> sideOutputs) {
        this.name = name;
        this.subtask = subtask;
        this.parallelism = parallelism;
        this.task = task;
        this.sideOutputs = sideOutputs;
    }

    @Override
    public String name() {
        return name;
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
        return task.clock();
    }

    @Override
    public long unblockedNanos() {
        return task.unblockedNanos();
    }

    @Override
    public long waitedNanos() {
        return task.waitedNanos();
    }

    @Override
    @SuppressWarnings("unchecked") // one operator asks, and it knows its keys
    public <K> KeyedState<K> keyedState() {
        if (keyedState == null) {
            keyedState = new KeyedState<>(
                    name,
                    KeyGroups.rangeOf(subtask, parallelism),
                    task.execution().serdes());
        }
        return (KeyedState<K>) keyedState;
    }

    @Override
    public <E> ListState<E> operatorState(ListSpec<E> spec, Redistribution redistribution) {
        throw new UnsupportedOperationException();
    }

    @Override
    @SuppressWarnings("unchecked") // the operator and the stream taken from the side output agree on its type
    public <S> Output<S> sideOutput(String output) {
        Port port = sideOutputs.get(output);
        return (Output<S>) (port == null ? UnreadOutput.INSTANCE : port);
    }

    @Override
    public void wakeAt(long epochMillis) {
        wakeAt = Math.min(wakeAt, epochMillis);
        task.wakeAtMillis(epochMillis);
    }

    @Override
    public Counter counter(String metric) {
        return counters.computeIfAbsent(metric, unused -> new Counter());
    }

    @Override
    public OperatorException failure(Throwable error, Object key, Object event, long timestamp) {
        return error instanceof OperatorException already
                ? already
                : new OperatorException(name, key, event, timestamp, error);
    }

    Map<String, Counter> counters() {
        return counters;
    }

    long nextWake() {
        return wakeAt;
    }

    /** Whether the time asked for has come; it is forgotten then. */
    boolean takeWake(long now) {
        if (wakeAt > now) {
            return false;
        }
        wakeAt = NEVER;
        return true;
    }

    void release() {
        keyedState = null;
    }

    void advanceEpoch() {
        if (keyedState != null) {
            keyedState.advanceEpoch();
        }
    }
}
