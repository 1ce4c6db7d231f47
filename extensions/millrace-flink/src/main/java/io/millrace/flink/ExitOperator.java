package io.millrace.flink;

import org.apache.flink.streaming.api.operators.AbstractStreamOperatorV2;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/** One exit of a task, chained to it: makes rows, watermarks and idleness of Flink's of what the task tells for this exit. */
final class ExitOperator extends AbstractStreamOperatorV2<Row>
        implements OneInputStreamOperator<Leaving, Row>, BoundedOneInput {

    private final int number;
    private final RowExit exit;

    ExitOperator(StreamOperatorParameters<Row> parameters, int number) {
        super(parameters, 1);
        this.number = number;
        exit = new RowExit(output, getRuntimeContext().getTaskInfo().getIndexOfThisSubtask());
    }

    @Override
    public void processElement(StreamRecord<Leaving> element) {
        Leaving leaving = element.getValue();
        if (leaving.exit() != number) {
            return;
        }
        switch (leaving.kind()) {
            case ROW -> exit.row(leaving.value(), leaving.timestamp(), leaving.hash());
            case WATERMARK -> exit.watermark(leaving.timestamp());
            case IDLE -> exit.idle();
            case ACTIVE -> exit.active();
        }
    }

    /** What is due before the barrier leaves by this exit, too. */
    @Override
    public void prepareSnapshotPreBarrier(long checkpoint) {
        Chain.ofThread().barrier(checkpoint);
    }

    @Override
    public void endInput() {
        Chain.ofThread().drain();
    }

    /** The task has told its own. */
    @Override
    public void processWatermark(Watermark mark) {}

    @Override
    public void processWatermarkStatus(WatermarkStatus status) {}

    @Override
    public void processLatencyMarker(LatencyMarker marker) {
        reportOrForwardLatencyMarker(marker);
    }

    @Override
    public void setKeyContextElement(StreamRecord<Leaving> element) {}
}
