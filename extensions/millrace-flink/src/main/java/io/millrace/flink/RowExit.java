package io.millrace.flink;

import io.millrace.state.table.KeyGroups;
import io.millrace.time.EventTime;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Where rows leave for another task, with watermarks and idleness of Flink's. When event time is over, each task behind is told so by a row, and then it is
 * idle for good: Flink takes a last watermark of one channel for that of all when the others are idle.
 */
final class RowExit {

    private enum Phase {
        ACTIVE,
        IDLE,
        /** Event time is; rows may come all the same. */
        OVER
    }

    private final Output<StreamRecord<Row>> output;
    private final int subtask;
    private final Row row = new Row();
    private final StreamRecord<Row> record = new StreamRecord<>(row);
    private Phase phase = Phase.ACTIVE;

    RowExit(Output<StreamRecord<Row>> output, int subtask) {
        this.output = output;
        this.subtask = subtask;
    }

    void row(Object value, long timestamp, int hash) {
        active();
        row.set(value, hash);
        if (timestamp == EventTime.NONE) {
            record.eraseTimestamp();
        } else {
            record.setTimestamp(timestamp);
        }
        output.collect(record);
    }

    void watermark(long timestamp) {
        if (timestamp == EventTime.MAX) {
            end();
        } else if (phase != Phase.OVER) {
            active();
            output.emitWatermark(new Watermark(timestamp));
        }
    }

    /** There are as many tasks behind as there are key groups, at most, whether rows go to them by key or in turn. */
    private void end() {
        if (phase == Phase.OVER) {
            return;
        }
        active();
        record.eraseTimestamp();
        for (int group = 0; group < KeyGroups.COUNT; group++) {
            row.ended(subtask, KeyGroups.hashOf(group));
            output.collect(record);
        }
        idle();
        phase = Phase.OVER;
    }

    void idle() {
        if (phase == Phase.ACTIVE) {
            phase = Phase.IDLE;
            output.emitWatermarkStatus(WatermarkStatus.IDLE);
        }
    }

    void active() {
        if (phase == Phase.IDLE) {
            phase = Phase.ACTIVE;
            output.emitWatermarkStatus(WatermarkStatus.ACTIVE);
        }
    }
}
