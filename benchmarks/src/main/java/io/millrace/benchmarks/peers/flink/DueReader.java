package io.millrace.benchmarks.peers.flink;

import io.millrace.benchmarks.rival.Due;
import io.millrace.benchmarks.rival.Schedule;
import io.millrace.time.SystemClock;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;

/** Reads events when they are due. Never says that there are none: its task would wait, and waking it takes long. */
final class DueReader extends OneSplitReader<Due> {

    private final Schedule schedule;
    private long next;

    DueReader(SourceReaderContext context, Schedule schedule) {
        super(context);
        this.schedule = schedule;
    }

    @Override
    void open(long split) {
        next = split;
    }

    @Override
    InputStatus read(ReaderOutput<Due> output) {
        if (next == schedule.events()) {
            return InputStatus.END_OF_INPUT;
        }
        if (schedule.dueNanos(next) - SystemClock.INSTANCE.nanos() <= 0) {
            output.collect(schedule.event(next));
            next++;
        }
        return InputStatus.MORE_AVAILABLE;
    }
}
