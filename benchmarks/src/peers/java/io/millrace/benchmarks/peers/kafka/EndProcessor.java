package io.millrace.benchmarks.peers.kafka;

import io.millrace.benchmarks.workload.Trade;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Sees the marks at the end after the windows have seen them. Windows look for results at intervals of the clock: they
 * have when a mark comes an interval after the first one.
 */
final class EndProcessor implements Processor<String, Trade, Void, Void> {

    private static final long NEVER = -1;

    private final Progress progress;
    private final long intervalMillis;
    private ProcessorContext<Void, Void> context;
    private long firstMillis = NEVER;
    private boolean ended;

    EndProcessor(Progress progress, long intervalMillis) {
        this.progress = progress;
        this.intervalMillis = intervalMillis;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        this.context = context;
    }

    @Override
    public void process(Record<String, Trade> record) {
        long now = context.currentSystemTimeMs();
        if (firstMillis == NEVER) {
            firstMillis = now;
        }
        if (!ended && now - firstMillis >= intervalMillis) {
            ended = true;
            progress.ended();
        }
    }
}
