package io.millrace.runtime.task;

import io.millrace.operator.ForwardingTaskContext;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.operator.Redistribution;
import io.millrace.operator.SourceSplits;
import io.millrace.operator.SourceSplits.SplitStatus;
import io.millrace.refusal.JobRefusedException.UnfitSnapshotException;
import io.millrace.runtime.TaskInstance;
import io.millrace.runtime.metrics.MetricSet;
import io.millrace.runtime.schedule.HelperThreads;
import io.millrace.runtime.snapshot.OperatorStates;
import io.millrace.runtime.snapshot.RestorePlan;
import io.millrace.state.KeyedState;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import io.millrace.state.store.Manifest.Part;
import io.millrace.state.table.KeyGroupRange;
import io.millrace.state.table.KeyGroups;
import io.millrace.state.table.KeyedStore;
import io.millrace.state.table.Shown;
import io.millrace.state.table.StateBackend;
import io.millrace.time.EventTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** What an operator instance is offered, and what the task remembers about it. */
public final class StageContext extends ForwardingTaskContext implements OperatorContext {

    private final TaskInstance instance;
    private final int timedNode;
    private final String stateLabel;
    private final TaskResources task;
    private final SourceSplits splits;
    private SourceSplits.Follower follower;
    private final Map<String, Port> sideOutputs;
    private final Type<Object> keyType;
    private StateBackend<Object> keyed;
    private KeyedState<Object> keyedState;
    private boolean opened;
    private Optional<StateGauges> gauges = Optional.empty();
    private OperatorStates operatorStates;
    private RestorePlan.Restored restored;
    private final Alarm alarm;
    private final List<Executor> executors = new ArrayList<>();

    /**
     * @param timedNode the node whose event time may be ahead after a restore
     * @param stateLabel what the operator is called in snapshots, null for a combiner, which nothing is kept of
     * @param keyType the type of the keys, null when there are none or it is not known
     */
    public StageContext(
            TaskInstance instance,
            int timedNode,
            String stateLabel,
            Type<Object> keyType,
            TaskResources task,
            SourceSplits splits,
            Map<String, Port> sideOutputs) {
        this.splits = splits;
        this.timedNode = timedNode;
        this.stateLabel = stateLabel;
        this.keyType = keyType;
        this.instance = instance;
        this.task = task;
        this.sideOutputs = sideOutputs;
        alarm = new Alarm(task.alarms()::wake);
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
    public long unblockedNanos() {
        return task.meter().unblockedNanos();
    }

    @Override
    public long waitedNanos() {
        return task.meter().waitedNanos();
    }

    @Override
    public SourceSplits splits() {
        return new FollowedSplits();
    }

    /** Whether the operator makes watermarks, and so follows the splits. */
    boolean makesWatermarks() {
        return follower != null;
    }

    /** What an operator that makes watermarks had told before its end, if it had come to that before the snapshot. */
    long toldBeforeEnd() {
        return follower == null ? EventTime.NONE : follower.toldBeforeEnd();
    }

    /** What the operator knows of splits. */
    List<SplitStatus> splitStatuses() {
        return follower == null ? List.of() : follower.statuses();
    }

    @Override
    @SuppressWarnings("unchecked") // one operator asks, and it knows its keys
    public <K> KeyedState<K> keyedState() {
        if (keyedState == null) {
            checkHasState();
            if (opened) {
                throw new IllegalStateException("operator '" + operator()
                        + "' asks for keyed state for the first time after it has opened: ask for it in open");
            }
            keyed = emptyState();
            keyedState = new KeyedState<>(keyed);
        }
        return (KeyedState<K>) keyedState;
    }

    private StateBackend<Object> emptyState() {
        KeyGroupRange groups = KeyGroups.rangeOf(subtask(), parallelism());
        Optional<KeyedStore> store = task.environment().stores().apply(stateLabel);
        StateBackend<Object> state = task.snapshots().areTaken() || store.isPresent()
                ? StateBackend.written(stateLabel, groups, serdes(), keyType)
                : StateBackend.unwritten(stateLabel, groups, serdes());
        store.ifPresent(state.perKey()::keptIn);
        return state;
    }

    @Override
    public <E> ListState<E> operatorState(ListSpec<E> spec, Redistribution redistribution) {
        checkHasState();
        return states().declare(spec, redistribution);
    }

    /** As {@link #operatorState}, of elements that others use when they have been written once. */
    <E> ListState<E> givenAway(ListSpec<E> spec, Redistribution redistribution) {
        return states().declare(spec, redistribution, true);
    }

    @Override
    public boolean takesSnapshots() {
        return task.snapshots().areTaken();
    }

    @Override
    public Executor executor(int most) {
        Executor executor = task.environment().job().helpers().of(operator() + "-" + subtask(), most);
        executors.add(executor);
        return executor;
    }

    private void checkHasState() {
        if (stateLabel == null) {
            throw new IllegalStateException("the combiner of '" + operator()
                    + "' asks for state, which a combiner cannot have: it has to emit what it holds, in beforeSnapshot and"
                    + " onIdle");
        }
    }

    @Override
    public boolean alignsBarriers() {
        return task.environment().job().alignsBarriers();
    }

    @Override
    public long restoredTime() {
        return task.environment().restored().timeOf(timedNode);
    }

    @Override
    @SuppressWarnings("unchecked") // the operator and the stream taken from the side output agree on its type
    public <S> Output<S> sideOutput(String output) {
        Port port = sideOutputs.get(output);
        return (Output<S>) (port == null ? UnreadOutput.INSTANCE : port);
    }

    @Override
    public long processingTime() {
        return task.processingTime().millis();
    }

    @Override
    public void wakeAtMillis(long epochMillis) {
        alarm.times().atMillis(epochMillis);
        task.alarms().times().atMillis(epochMillis);
    }

    @Override
    public void wakeAtNanos(long nanos) {
        alarm.times().atNanos(nanos);
        task.alarms().times().atNanos(nanos);
    }

    @Override
    public Runnable waker() {
        return alarm.waker();
    }

    @Override
    public <S> S ofJob(Supplier<S> maker) {
        return task.environment().control().ofJob(operator(), maker);
    }

    @Override
    public void awaitWake() {
        alarm.await(operator());
    }

    Alarm alarm() {
        return alarm;
    }

    void release() {
        alarm.close();
        for (Executor executor : executors) {
            if (executor instanceof HelperThreads threads) {
                threads.close();
            }
        }
        follower = null;
        gauges = Optional.empty();
        keyed = null;
        keyedState = null;
        operatorStates = null;
    }

    /** The operator has opened, and so declared its state. */
    void opened() {
        opened = true;
        if (keyed != null) {
            keyed.opened();
            gauges = Optional.of(new StateGauges(metrics(), keyed, task.snapshots()));
        }
    }

    /** Whoever reads metrics is told from now on how much keyed state there is now. */
    void measureState() {
        gauges.ifPresent(StateGauges::measure);
    }

    /** Metrics stay what they are now. */
    void settle() {
        try {
            measureState();
        } catch (RuntimeException e) {
            // what has failed may have left state that cannot be walked over, and is to close all the same
            gauges = Optional.empty();
        }
        metrics().settle();
    }

    /** State is as it was in the snapshot. */
    void stateIsRestored() {
        checkNothingLeftOver();
        measureState();
    }

    /** The keyed state, if the operator has asked for it, or null. */
    StateBackend<?> keyedOrNull() {
        return keyed;
    }

    /** Shows people what is kept of a key. */
    void showState(Object key, int hash, Shown out) {
        if (keyed != null) {
            keyed.show(key, hash, out);
        }
    }

    void addKeyedState(Map<String, StateBackend<?>> states) {
        if (keyed != null && keyed.isWritten()) {
            states.put(stateLabel, keyed);
        }
    }

    /** Whether this instance has seen the end of its input before the snapshot that the job goes on from. */
    boolean wasEnded() {
        return restored().ended();
    }

    /** What is not keyed, for a snapshot, if anything is kept. */
    Optional<Part> part(boolean ended) throws IOException {
        return stateLabel == null
                ? Optional.empty()
                : Optional.of(new Part(stateLabel, subtask(), parallelism(), ended, states().write()));
    }

    /** What the snapshot has of this operator has to be declared, unless it may go. */
    private void checkNothingLeftOver() {
        if (stateLabel == null) {
            return;
        }
        Set<String> left = new TreeSet<>(states().leftOver());
        if (keyed != null) {
            left.addAll(keyed.leftOver());
        } else if (task.environment().restored().plan().hasKeyedStateOf(stateLabel)) {
            left.add("all that is keyed");
        }
        if (!left.isEmpty() && !task.environment().restored().mayDropStateOf(stateLabel)) {
            throw new UnfitSnapshotException(
                    "the snapshot has state of operator '" + operator()
                            + "' that it does not declare any more: " + left
                            + "; declare it, or let it go with allowDroppedState(\""
                            + operator() + "\")",
                    null);
        }
    }

    private OperatorStates states() {
        if (operatorStates == null) {
            operatorStates = new OperatorStates(operator(), serdes(), restored());
        }
        return operatorStates;
    }

    private SerdeRegistry serdes() {
        return task.environment().job().serdes();
    }

    private RestorePlan.Restored restored() {
        if (restored == null) {
            restored = task.environment().restored().plan().of(stateLabel, subtask(), parallelism());
        }
        return restored;
    }

    /** Names the operator where its follower fails. */
    private final class FollowedSplits implements SourceSplits {

        @Override
        public int current() {
            return splits.current();
        }

        @Override
        public void follow(Follower newFollower) throws Exception {
            follower = newFollower;
            splits.follow(new Follower() {
                @Override
                public void onSplit(int split, String id) {
                    call(() -> newFollower.onSplit(split, id));
                }

                @Override
                public void onEnd(int split) {
                    call(() -> newFollower.onEnd(split));
                }

                @Override
                public void onBegin() {
                    call(newFollower::onBegin);
                }

                @Override
                public List<SplitStatus> statuses() {
                    return newFollower.statuses();
                }
            });
        }

        private void call(Callback callback) {
            try {
                callback.run();
            } catch (Throwable e) {
                throw failure(e);
            }
        }

        @Override
        public void align(int split, long watermark, long maxDrift) {
            splits.align(split, watermark, maxDrift);
        }

        @Override
        public boolean isHeld(int split) {
            return splits.isHeld(split);
        }
    }

    private interface Callback {
        void run() throws Exception;
    }
}
