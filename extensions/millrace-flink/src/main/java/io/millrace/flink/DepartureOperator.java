package io.millrace.flink;

import org.apache.flink.streaming.api.operators.AbstractStreamOperatorV2;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/** Makes elements of a stream of Flink's of rows, and the last watermark when all that send to it have ended. */
final class DepartureOperator<T> extends AbstractStreamOperatorV2<T>
        implements OneInputStreamOperator<Row, T>, BoundedOneInput {

    private final StreamRecord<T> record = new StreamRecord<>(null);
    private final Ends ends;
    private boolean over;

    DepartureOperator(StreamOperatorParameters<T> parameters, int senders) {
        super(parameters, 1);
        ends = new Ends(senders);
    }

    @Override
    @SuppressWarnings("unchecked") // the pipeline has been built with this type
    public void processElement(StreamRecord<Row> element) {
        Row row = element.getValue();
        if (!row.isEvent()) {
            if (ends.add(row.ended())) {
                endInput();
            }
            return;
        }
        record.replace((T) row.value());
        if (element.hasTimestamp()) {
            record.setTimestamp(element.getTimestamp());
        } else {
            record.eraseTimestamp();
        }
        output.collect(record);
    }

    @Override
    public void processWatermark(Watermark mark) {
        if (mark.getTimestamp() != Watermark.MAX_WATERMARK.getTimestamp()) {
            output.emitWatermark(mark);
        }
    }

    @Override
    public void processWatermarkStatus(WatermarkStatus status) {
        if (!over) {
            output.emitWatermarkStatus(status);
        }
    }

    @Override
    public void endInput() {
        if (over) {
            return;
        }
        over = true;
        output.emitWatermarkStatus(WatermarkStatus.ACTIVE);
        output.emitWatermark(Watermark.MAX_WATERMARK);
    }

    @Override
    public void processLatencyMarker(LatencyMarker marker) {
        reportOrForwardLatencyMarker(marker);
    }

    @Override
    public void setKeyContextElement(StreamRecord<Row> element) {}
}
