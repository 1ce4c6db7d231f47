package io.millrace.flink;

import io.millrace.time.EventTime;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorV2;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/** Makes rows of the elements of a stream of Flink's. */
final class EntranceOperator<T> extends AbstractStreamOperatorV2<Row> implements OneInputStreamOperator<T, Row> {

    private final String name;
    private final RowExit exit;

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
    }

    @Override
    public void processWatermark(Watermark mark) {
        exit.watermark(mark.getTimestamp());
    }

    @Override
    public void processWatermarkStatus(WatermarkStatus status) {
        if (status.isIdle()) {
            exit.idle();
        } else {
            exit.active();
        }
    }

    @Override
    public void processLatencyMarker(LatencyMarker marker) {
        reportOrForwardLatencyMarker(marker);
    }

    @Override
    public void setKeyContextElement(StreamRecord<T> element) {}
}
