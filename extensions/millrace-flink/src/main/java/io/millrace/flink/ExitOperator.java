package io.millrace.flink;

import io.millrace.time.EventTime;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorV2;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * One exit of a task, chained to it: makes rows, watermarks and idleness of Flink's of what the task tells for this exit. When event time
 * is over the exit is idle for good: Flink takes a last watermark of one channel for that of all when the others are idle, where the end of the data says it
 * to the consumers, once all channels have ended.
 */
final class ExitOperator extends AbstractStreamOperatorV2<Row>
        implements OneInputStreamOperator<Leaving, Row>, BoundedOneInput {

    private final int exit;
    private final Row row = new Row();
    private final StreamRecord<Row> record = new StreamRecord<>(row);
    private boolean idle;
    private boolean over;

    /** Whose exit it is, where that reads a source. */
    private HostedReader reader;

    ExitOperator(StreamOperatorParameters<Row> parameters, int exit) {
        super(parameters, 1);
        this.exit = exit;
    }

    @Override
    public void processElement(StreamRecord<Leaving> element) {
        Leaving leaving = element.getValue();
        if (leaving.exit() == exit) {
            take(leaving);
        } else if (leaving.kind() == Leaving.Kind.READER) {
            reader = (HostedReader) leaving.value();
        }
    }

    private void take(Leaving leaving) {
        switch (leaving.kind()) {
            case ROW -> row(leaving);
            case WATERMARK -> watermark(leaving.timestamp());
            case IDLE -> idle();
            case ACTIVE -> active();
            case READER -> {}
        }
    }

    private void row(Leaving leaving) {
        active();
        row.set(leaving.value(), leaving.hash());
        if (leaving.timestamp() == EventTime.NONE) {
            record.eraseTimestamp();
        } else {
            record.setTimestamp(leaving.timestamp());
        }
        output.collect(record);
    }

    private void watermark(long timestamp) {
        if (timestamp == EventTime.MAX) {
            idle();
            over = true;
        } else if (!over) {
            active();
            output.emitWatermark(new Watermark(timestamp));
        }
    }

    private void idle() {
        if (!idle) {
            idle = true;
            output.emitWatermarkStatus(WatermarkStatus.IDLE);
        }
    }

    private void active() {
        if (idle && !over) {
            idle = false;
            output.emitWatermarkStatus(WatermarkStatus.ACTIVE);
        }
    }

    /** What is due before the barrier leaves by this exit, too. Operators get a call of this before it is sent, readers do not. */
    @Override
    public void prepareSnapshotPreBarrier(long checkpoint) {
        if (reader != null) {
            reader.barrier(checkpoint);
        }
    }

    /** Flink has the source end, at its end or because the job is to be drained, which nobody has told the reader. */
    @Override
    public void endInput() {
        if (reader != null) {
            reader.drain();
        }
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
