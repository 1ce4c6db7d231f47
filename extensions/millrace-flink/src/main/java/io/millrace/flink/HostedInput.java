package io.millrace.flink;

import io.millrace.time.EventTime;
import org.apache.flink.streaming.api.operators.Input;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/** One of the streams that lead to an input of a task. */
final class HostedInput implements Input<Row> {

    private final MergedInput input;
    private final int stream;
    private final Ends ends;

    /**
     * @param stream which of those of the input it is
     * @param senders how many tasks send to this one
     */
    HostedInput(MergedInput input, int stream, int senders) {
        this.input = input;
        this.stream = stream;
        ends = new Ends(senders);
    }

    @Override
    public void processElement(StreamRecord<Row> element) throws Exception {
        Row row = element.getValue();
        if (row.isEvent()) {
            input.row(row, element.hasTimestamp() ? element.getTimestamp() : EventTime.NONE);
        } else if (ends.add(row.ended())) {
            input.finish(stream);
        }
    }

    /** The last one is told by rows, or when all channels have ended. */
    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (mark.getTimestamp() != EventTime.MAX) {
            input.watermark(stream, mark.getTimestamp());
        }
    }

    @Override
    public void processWatermarkStatus(WatermarkStatus status) throws Exception {
        if (status.isIdle()) {
            input.idle(stream);
        } else {
            input.active(stream);
        }
    }

    /** All channels have ended. */
    void end() throws InterruptedException {
        input.end(stream);
    }

    @Override
    public void processLatencyMarker(LatencyMarker marker) {}

    @Override
    public void setKeyContextElement(StreamRecord<Row> element) {}
}
