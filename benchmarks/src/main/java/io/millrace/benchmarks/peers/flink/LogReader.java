package io.millrace.benchmarks.peers.flink;

import io.millrace.benchmarks.workload.Stopwatch;
import java.util.function.LongFunction;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;

/** Reads a log as fast as the job takes it. */
final class LogReader<T> extends OneSplitReader<T> {

    /** As many as are read between two looks at the mailbox. */
    private static final int BATCH = 256;

    private final LongFunction<T> log;
    private final long events;
    private final int step;
    private long next;

    LogReader(SourceReaderContext context, LongFunction<T> log, long events, int step) {
        super(context);
        this.log = log;
        this.events = events;
        this.step = step;
    }

    @Override
    void open(long split) {
        next = split;
    }

    @Override
    InputStatus read(ReaderOutput<T> output) {
        if (next < step) {
            Stopwatch.start();
        }
        long end = Math.min(events, next + (long) BATCH * step);
        while (next < end) {
            output.collect(log.apply(next));
            next += step;
        }
        return next < events ? InputStatus.MORE_AVAILABLE : InputStatus.END_OF_INPUT;
    }
}
