package io.millrace.flink;

import io.millrace.host.HostedCommitter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
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
 * Commits what a sink prepares, of which all writers send theirs ahead of each barrier: when the checkpoint is complete, or at the next start
 * what the checkpoint has that the job goes on from. There is one for all writers. It is known by the name of the sink, in whatever task that is.
 */
final class CommitOperator extends AbstractStreamOperatorV2<Row> implements OneInputStreamOperator<Row, Row> {

    private static final ListStateDescriptor<byte[]> PREPARED =
            new ListStateDescriptor<>("prepared", BytePrimitiveArraySerializer.INSTANCE);

    private final JobCode code;
    private final String sink;
    private final List<Prepared> prepared = new ArrayList<>();

    /** Null before it has opened. */
    private HostedCommitter<?> committer;

    private ListState<byte[]> kept;

    CommitOperator(StreamOperatorParameters<Row> parameters, JobCode code, String sink) {
        super(parameters, 1);
        this.code = code;
        this.sink = sink;
    }

    /** What a task has prepared for a snapshot. */
    @SuppressWarnings("ArrayRecordComponent") // bytes that nobody compares
    private record Prepared(long snapshot, byte[] results) {

        private static Prepared of(byte[] written) {
            ByteBuffer buffer = ByteBuffer.wrap(written);
            long snapshot = buffer.getLong();
            byte[] results = new byte[buffer.remaining()];
            buffer.get(results);
            return new Prepared(snapshot, results);
        }

        private byte[] written() {
            return ByteBuffer.allocate(Long.BYTES + results.length)
                    .putLong(snapshot)
                    .put(results)
                    .array();
        }
    }

    /** It works with the clock and the disk, and gives no rows. */
    private final class Alone extends ChainHost {

        private Alone() {
            super(true);
        }

        @Override
        void leave(Leaving leaves) {
            throw new IllegalStateException("rows come out of a committer");
        }

        @Override
        public void wake() {}

        @Override
        public int attempt() {
            return code.attempt(getRuntimeContext().getTaskInfo().getAttemptNumber());
        }
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        kept = context.getOperatorStateStore().getListState(PREPARED);
        for (byte[] each : kept.get()) {
            prepared.add(Prepared.of(each));
        }
    }

    @Override
    public void open() throws Exception {
        committer = HostedCommitter.of(code.plan(), sink, new Alone());
        committer.recover(take(Long.MAX_VALUE));
    }

    /** Forgets what has been prepared up to a snapshot, and returns it. */
    private List<byte[]> take(long upTo) {
        List<byte[]> taken = new ArrayList<>();
        for (Iterator<Prepared> each = prepared.iterator(); each.hasNext(); ) {
            Prepared next = each.next();
            if (next.snapshot() <= upTo) {
                taken.add(next.results());
                each.remove();
            }
        }
        return taken;
    }

    @Override
    public void processElement(StreamRecord<Row> element) {
        prepared.add(
                new Prepared(element.getTimestamp(), (byte[]) element.getValue().value()));
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        kept.update(prepared.stream().map(Prepared::written).toList());
    }

    @Override
    public void notifyCheckpointComplete(long checkpoint) throws Exception {
        super.notifyCheckpointComplete(checkpoint);
        long number = CheckpointPart.numberOf(checkpoint);
        List<byte[]> complete = take(number);
        if (!complete.isEmpty()) {
            committer.commit(number, complete);
        }
    }

    @Override
    public void notifyCheckpointAborted(long checkpoint) throws Exception {
        super.notifyCheckpointAborted(checkpoint);
        committer.aborted(CheckpointPart.numberOf(checkpoint));
    }

    @Override
    public void close() throws Exception {
        try {
            if (committer != null) {
                committer.close();
            }
        } finally {
            super.close();
        }
    }

    @Override
    public void processWatermark(Watermark mark) {}

    @Override
    public void processWatermarkStatus(WatermarkStatus status) {}

    @Override
    public void processLatencyMarker(LatencyMarker marker) {}

    @Override
    public void setKeyContextElement(StreamRecord<Row> element) {}
}
