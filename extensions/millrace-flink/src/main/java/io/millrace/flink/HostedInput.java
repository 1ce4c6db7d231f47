package io.millrace.flink;

import io.millrace.host.HostedTask;
import io.millrace.time.EventTime;
import org.apache.flink.streaming.api.operators.Input;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/** What comes to a task by one of its inputs. */
final class HostedInput implements Input<Row> {

    private final int input;
    private final TaskDriver driver;
    private HostedTask task;
    private boolean idle;

    HostedInput(int input, TaskDriver driver) {
        this.input = input;
        this.driver = driver;
    }

    void open(HostedTask opened) {
        task = opened;
    }

    @Override
    public void processElement(StreamRecord<Row> element) throws Exception {
        Row row = element.getValue();
        long timestamp = element.hasTimestamp() ? element.getTimestamp() : EventTime.NONE;
        driver.settle(task.row(input, row.value(), timestamp, row.hash()));
        if (idle) {
            // It comes from where event time is over: nobody is to wait for it.
            driver.settle(task.idle(input));
        }
    }

    /** The last one is told when all channels have ended. */
    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (mark.getTimestamp() != EventTime.MAX) {
            driver.settle(task.watermark(input, mark.getTimestamp()));
        }
    }

    @Override
    public void processWatermarkStatus(WatermarkStatus status) throws Exception {
        idle = status.isIdle();
        driver.settle(idle ? task.idle(input) : task.active(input));
    }

    /** All channels have ended. */
    void end() throws InterruptedException {
        driver.settle(task.watermark(input, EventTime.MAX));
        driver.settle(task.endOfData(input));
    }

    @Override
    public void processLatencyMarker(LatencyMarker marker) {}

    @Override
    public void setKeyContextElement(StreamRecord<Row> element) {}
}
