package io.millrace.flink;

import io.millrace.time.EventTime;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorV2;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/** Makes rows of the elements of a stream of Flink's. Where that is idle, it is so behind each of them again: operators may emit what a timer has for them. */
final class EntranceOperator<T> extends AbstractStreamOperatorV2<Row> implements OneInputStreamOperator<T, Row> {

    private final String name;
    private final RowExit exit;
    private WatermarkStatus status = WatermarkStatus.ACTIVE;

    EntranceOperator(StreamOperatorParameters<Row> parameters, String name) {
        super(parameters, 1);
        this.name = name;
        exit = new RowExit(output, getRuntimeContext().getTaskInfo().getIndexOfThisSubtask());
    }

    @Override
    public void processElement(StreamRecord<T> element) {
        if (element.getValue() == null) {
            throw new IllegalStateException(
                    "there is a null in the stream of Flink's that " + name + " is: filter it out before it comes in");
        }
        exit.row(element.getValue(), element.hasTimestamp() ? element.getTimestamp() : EventTime.NONE, 0);
        tellIdle();
    }

    @Override
    public void processWatermark(Watermark mark) {
        exit.watermark(mark.getTimestamp());
        tellIdle();
    }

    @Override
    public void processWatermarkStatus(WatermarkStatus told) {
        status = told;
        if (status.isActive()) {
            exit.active();
        }
        tellIdle();
    }

    private void tellIdle() {
        if (status.isIdle()) {
            exit.idle();
        }
    }

    @Override
    public void processLatencyMarker(LatencyMarker marker) {
        reportOrForwardLatencyMarker(marker);
    }

    @Override
    public void setKeyContextElement(StreamRecord<T> element) {}
}
