package io.millrace.benchmarks.peers.jet;

import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.ProcessorMetaSupplier;
import com.hazelcast.jet.pipeline.Sources;
import com.hazelcast.jet.pipeline.StreamSource;
import io.millrace.benchmarks.workload.Stopwatch;
import java.util.function.LongFunction;

/** Reads a log as fast as the outbox takes it: processor i of n those indexes that are i modulo n. */
final class LogP extends AbstractProcessor {

    private final LongFunction<?> log;
    private final long end;
    private long index;
    private int step;
    private Object event;

    private LogP(LongFunction<?> log, long end) {
        this.log = log;
        this.end = end;
    }

    static <T> StreamSource<T> source(LogSupplier<T> log, long end) {
        return Sources.streamFromProcessor("log", ProcessorMetaSupplier.of(() -> new LogP(log.get(), end)));
    }

    @Override
    protected void init(Context context) {
        index = context.globalProcessorIndex();
        step = context.totalParallelism();
    }

    @Override
    public boolean complete() {
        if (event == null) {
            Stopwatch.start();
        } else if (!tryEmit(event)) {
            return false;
        }
        while (index < end) {
            event = log.apply(index);
            index += step;
            if (!tryEmit(event)) {
                return false;
            }
        }
        return true;
    }
}
