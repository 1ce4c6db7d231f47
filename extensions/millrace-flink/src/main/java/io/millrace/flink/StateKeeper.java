package io.millrace.flink;

import io.millrace.graph.Node;
import io.millrace.graph.OperatorLogic;
import io.millrace.host.PlannedTask;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorV2;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Keeps in checkpoints what a task has that is not keyed, under the name of one of its nodes; chained to the task. Flink gives state back by names of its
 * operators: so the node finds its own again in whatever task an upgrade has put it into.
 */
final class StateKeeper extends AbstractStreamOperatorV2<Leaving> implements OneInputStreamOperator<Leaving, Leaving> {

    private static final ListStateDescriptor<byte[]> PARTS =
            new ListStateDescriptor<>("parts", BytePrimitiveArraySerializer.INSTANCE);

    private ListState<byte[]> kept;

    StateKeeper(StreamOperatorParameters<Leaving> parameters) {
        super(parameters, 1);
    }

    /** The nodes of a task that may have state which is not keyed, and are known by a name. */
    static List<String> nodesOf(PlannedTask task) {
        List<String> committing = task.committing();
        return task.nodes().stream()
                .filter(node ->
                        !(task.isKeyed() && node.id() == task.nodes().get(0).id()))
                .filter(node -> isNamedOperator(node) || committing.contains(node.label()))
                .map(Node::label)
                .toList();
    }

    private static boolean isNamedOperator(Node node) {
        return node.logic() instanceof OperatorLogic<?, ?> operator && operator.name() != null;
    }

    /** Whether nothing is lost of a task that is gone when it is read. */
    static boolean keepAllOf(PlannedTask task) {
        return !task.isKeyed()
                && !nodesOf(task).isEmpty()
                && task.nodes().stream().noneMatch(node -> node.logic().makesEventTime());
    }

    /** Ahead of the task, which is initialized last of its chain. */
    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        kept = context.getOperatorStateStore().getUnionListState(PARTS);
        List<byte[]> parts = new ArrayList<>();
        kept.get().forEach(parts::add);
        Chain.ofThread().addRestored(parts);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpoint) {
        Chain.ofThread().barrier(checkpoint);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        kept.update(Chain.ofThread().given());
    }

    /** What leaves the task is nothing to it. */
    @Override
    public void processElement(StreamRecord<Leaving> element) {}

    @Override
    public void processWatermark(Watermark mark) {}

    @Override
    public void processWatermarkStatus(WatermarkStatus status) {}

    @Override
    public void processLatencyMarker(LatencyMarker marker) {}

    @Override
    public void setKeyContextElement(StreamRecord<Leaving> element) {}
}
