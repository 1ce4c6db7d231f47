package io.millrace.flink;

import io.millrace.host.HostedTask;
import io.millrace.host.Plan;
import io.millrace.host.PlannedEdge;
import io.millrace.host.PlannedTask;
import io.millrace.state.log.SafeText;
import io.millrace.state.table.KeyGroupRange;
import io.millrace.state.table.KeyGroups;
import io.millrace.state.table.KeyedStore;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.KeyGroupStatePartitionStreamProvider;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorV2;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.Input;
import org.apache.flink.streaming.api.operators.MultipleInputStreamOperator;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * A task that reads from others. What of its state is not keyed is a list that every task is given as a whole when the job goes on, since it is divided as
 * the engine divides it; keyed state is what the task writes for each key group.
 */
final class HostedOperator extends AbstractStreamOperatorV2<Leaving>
        implements MultipleInputStreamOperator<Leaving>, BoundedMultiInput {

    private static final ListStateDescriptor<byte[]> PARTS =
            new ListStateDescriptor<>("parts", BytePrimitiveArraySerializer.INSTANCE);

    private final JobCode code;
    private final Plan plan;
    private final PlannedTask planned;
    private final int subtask;
    private final TaskDriver driver;
    private final Exits host;
    private final Map<Integer, MergedInput> merged = new TreeMap<>();
    private final List<HostedInput> inputs = new ArrayList<>();

    /** Null where keepers keep it. */
    private ListState<byte[]> kept;

    private boolean isKept;
    private HostedTask task;
    private FlinkMetrics measured;

    /** The latest. */
    private CheckpointPart inFlight;

    /** Those of which it is not known what has become of them: messages may come when the next has begun. */
    private final TreeSet<Long> written = new TreeSet<>();

    private int endedInputs;

    /** @param senders how many tasks of each stream send to this one */
    HostedOperator(
            StreamOperatorParameters<Leaving> parameters, JobCode code, Plan plan, String task, List<Integer> senders) {
        super(parameters, plan.task(task).inputs().size());
        this.code = code;
        this.plan = plan;
        planned = plan.task(task);
        subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
        driver = new TaskDriver(parameters.getMailboxExecutor(), getProcessingTimeService());
        host = new Exits();
        addInputs(senders);
    }

    /** An input of Flink's for each stream. */
    private void addInputs(List<Integer> senders) {
        Map<Integer, Integer> streams = new TreeMap<>();
        planned.inputs().forEach(edge -> streams.merge(edge.input(), 1, Integer::sum));
        streams.forEach((input, count) -> merged.put(input, new MergedInput(input, count, driver)));
        for (PlannedEdge edge : planned.inputs()) {
            int stream = streams.merge(edge.input(), -1, Integer::sum);
            inputs.add(new HostedInput(merged.get(edge.input()), stream, senders.get(inputs.size())));
        }
    }

    /** The chain behind it. */
    private final class Exits extends ChainHost {

        private final StreamRecord<Leaving> record = new StreamRecord<>(null);

        private Exits() {
            super(code.takesSnapshots());
        }

        @Override
        void leave(Leaving leaves) {
            output.collect(record.replace(leaves));
        }

        @Override
        public void wake() {
            driver.wake();
        }

        @Override
        public Optional<KeyedStore> keyedStore(String operator) {
            return FlinkStore.of(getKeyedStateBackend());
        }

        @Override
        public int attempt() {
            return code.attempt(getRuntimeContext().getTaskInfo().getAttemptNumber());
        }
    }

    @Override
    @SuppressWarnings("rawtypes") // so it is declared
    public List<Input> getInputs() {
        return List.copyOf(inputs);
    }

    @Override
    protected boolean isUsingCustomRawKeyedState() {
        return true;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        OperatorStateStore store = context.getOperatorStateStore();
        isKept = StateKeeper.keepAllOf(planned);
        // To ask for state makes it, and an operator that has state may not be gone when it is read.
        boolean keeps = !isKept || store.getRegisteredStateNames().contains(PARTS.getName());
        kept = keeps ? store.getUnionListState(PARTS) : null;
        checkGroups();
        Chain chain = Chain.ofThread();
        chain.addRestored(keeps ? kept.get() : List.of());
        List<byte[]> parts = chain.restored();
        MovedState.check(plan, planned, parts);
        if (parts.isEmpty()) {
            task = HostedTask.open(planned, host, subtask);
        } else {
            Iterable<KeyGroupStatePartitionStreamProvider> groups =
                    planned.isKeyed() ? context.getRawKeyedStateInputs() : List.of();
            task = HostedTask.open(planned, host, subtask, parts, () -> streams(groups.iterator()));
        }
        merged.values().forEach(input -> input.open(task));
    }

    /** Both divide groups in the same way. */
    private void checkGroups() {
        if (planned.isKeyed()) {
            KeyGroupRange ours = KeyGroups.rangeOf(subtask, planned.parallelism());
            org.apache.flink.runtime.state.KeyGroupRange theirs = range();
            if (ours.first() != theirs.getStartKeyGroup() || ours.last() != theirs.getEndKeyGroup()) {
                throw new IllegalStateException("Flink has given key groups " + theirs + " to a task that has " + ours);
            }
        }
    }

    private org.apache.flink.runtime.state.KeyGroupRange range() {
        return planned.isKeyed()
                ? org.apache.flink.runtime.state.KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
                        KeyGroups.COUNT, planned.parallelism(), subtask)
                : null;
    }

    private static Iterator<InputStream> streams(Iterator<KeyGroupStatePartitionStreamProvider> groups) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return groups.hasNext();
            }

            @Override
            public InputStream next() {
                try {
                    return new Kept(groups.next().getStream());
                } catch (IOException e) {
                    throw new UncheckedIOException("the state of a key group cannot be read: " + e.getMessage(), e);
                }
            }
        };
    }

    /** Flink closes the file that the streams of several groups are read from. */
    private static final class Kept extends FilterInputStream {

        private Kept(InputStream in) {
            super(in);
        }

        @Override
        public void close() {}
    }

    @Override
    public void open() throws Exception {
        task.begin();
        measured = new FlinkMetrics(task, getMetricGroup(), host.clock());
        driver.drive(task);
    }

    @Override
    public void endInput(int input) throws Exception {
        inputs.get(input - 1).end();
        endedInputs++;
        while (endedInputs == inputs.size() && !task.hasEnded()) {
            driver.await();
            driver.settle(task.resume());
        }
        if (endedInputs == inputs.size() && planned.commits() && code.takesSnapshots()) {
            prepareLast();
        }
    }

    /** Flink takes no rows behind the end of the data, where the last checkpoint is: what it commits leaves ahead of the end, as of a snapshot that is given up. */
    private void prepareLast() throws InterruptedException {
        while (inFlight != null && !inFlight.write()) {
            // in portions
        }
        CheckpointPart last = new CheckpointPart(inFlight == null ? 1 : inFlight.number() + 1);
        last.pass(task, driver);
        if (last.parts() == null) {
            throw new IllegalStateException(
                    "the last results of '" + planned.name() + "' cannot be prepared: " + SafeText.of(last.failure()));
        }
        host.leavePrepared(planned.exits().size(), last.number(), last.prepared());
        task.endSnapshot(last.number(), false);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpoint) throws Exception {
        measured.look();
        if (inFlight != null && !inFlight.isDone()) {
            // Flink begins one at a time: that one is over, and the message about it late.
            end(inFlight.number(), false);
        }
        CheckpointPart part = new CheckpointPart(CheckpointPart.numberOf(checkpoint));
        inFlight = part;
        Chain.ofThread().give(null);
        if (!code.takesSnapshots()) {
            part.fail(
                    new IllegalStateException(
                            "the job was submitted without checkpoints, and so takes no savepoints either: enable checkpointing"));
            return;
        }
        written.add(part.number());
        part.pass(task, driver);
        Chain.ofThread().give(part.parts());
        if (part.parts() != null && planned.commits() && endedInputs < inputs.size()) {
            host.leavePrepared(planned.exits().size(), part.number(), part.prepared());
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        if (kept != null) {
            kept.update(isKept ? List.of() : Chain.ofThread().given());
        }
    }

    @Override
    public OperatorSnapshotFutures snapshotState(
            long checkpoint, long timestamp, CheckpointOptions options, CheckpointStreamFactory factory)
            throws Exception {
        OperatorSnapshotFutures futures = super.snapshotState(checkpoint, timestamp, options, factory);
        CheckpointPart part = inFlight;
        futures.setKeyedStateRawFuture(part.future(factory, range()));
        write(part);
        return futures;
    }

    private void write(CheckpointPart part) {
        if (part == inFlight && !part.write()) {
            driver.later(() -> write(part));
        }
    }

    @Override
    public void notifyCheckpointComplete(long checkpoint) throws Exception {
        super.notifyCheckpointComplete(checkpoint);
        end(CheckpointPart.numberOf(checkpoint), true);
    }

    @Override
    public void notifyCheckpointAborted(long checkpoint) throws Exception {
        super.notifyCheckpointAborted(checkpoint);
        end(CheckpointPart.numberOf(checkpoint), false);
    }

    /** What its sinks have prepared for one that is complete is in the hands of those who commit. */
    private void end(long number, boolean complete) {
        if (!written.contains(number)) {
            return;
        }
        if (inFlight.number() == number) {
            inFlight.fail(new IllegalStateException("the checkpoint is over"));
        }
        written.headSet(number, true).clear();
        task.endSnapshot(number, complete);
        if (complete) {
            task.committed(number);
        }
    }

    @Override
    public void close() throws Exception {
        driver.end();
        if (inFlight != null) {
            inFlight.fail(new IllegalStateException("the task has closed"));
        }
        try {
            if (task != null) {
                task.close();
            }
        } finally {
            super.close();
        }
    }
}
