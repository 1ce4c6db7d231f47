package io.millrace.flink;

import io.millrace.host.HostedTask;
import io.millrace.time.EventTime;
import io.millrace.time.WatermarkMerger;

/**
 * An input of a task, which several streams may lead to. Each of them is an input of Flink's of its own, so that event time of one that is over
 * is not taken for that of the others: Flink does so within an input, when the others are idle.
 */
final class MergedInput {

    private final int input;
    private final TaskDriver driver;
    private final WatermarkMerger merger;
    private HostedTask task;
    private int streams;

    MergedInput(int input, int streams, TaskDriver driver) {
        this.input = input;
        this.streams = streams;
        this.driver = driver;
        merger = new WatermarkMerger(streams);
    }

    void open(HostedTask opened) {
        task = opened;
    }

    void row(Row row, long timestamp) throws InterruptedException {
        driver.settle(task.row(input, row.value(), timestamp, row.hash()));
        // It may come from where event time is over: nobody is to wait for it.
        tellIdle();
    }

    void watermark(int stream, long timestamp) throws InterruptedException {
        boolean wasIdle = merger.isIdle();
        boolean advanced = merger.onWatermark(stream, timestamp);
        if (advanced || (wasIdle && merger.current() != EventTime.NONE)) {
            tellWatermark();
        }
        tellIdle();
    }

    void idle(int stream) throws InterruptedException {
        if (merger.onIdle(stream)) {
            tellWatermark();
        }
        tellIdle();
    }

    void active(int stream) throws InterruptedException {
        boolean wasIdle = merger.isIdle();
        merger.onActive(stream);
        if (wasIdle && !merger.isIdle()) {
            driver.settle(task.active(input));
        }
    }

    /** No events come from a stream any more. */
    void finish(int stream) throws InterruptedException {
        if (merger.finish(stream)) {
            tellWatermark();
        }
        tellIdle();
    }

    /** Nothing comes from a stream any more. */
    void end(int stream) throws InterruptedException {
        finish(stream);
        if (--streams == 0) {
            driver.settle(task.endOfData(input));
        }
    }

    private void tellWatermark() throws InterruptedException {
        driver.settle(task.watermark(input, merger.current()));
    }

    private void tellIdle() throws InterruptedException {
        if (merger.isIdle()) {
            driver.settle(task.idle(input));
        }
    }
}
