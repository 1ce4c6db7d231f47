package io.millrace.benchmarks.peers.jet;

import com.hazelcast.function.ToLongFunctionEx;
import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.ProcessorMetaSupplier;
import com.hazelcast.jet.pipeline.Sink;
import com.hazelcast.jet.pipeline.Sinks;
import io.millrace.benchmarks.workload.Tally;

/** Adds up results, and tells the sum when all are there. */
final class TallyP<T> extends AbstractProcessor {

    private final ToLongFunctionEx<? super T> checksumFn;
    private long results;
    private long checksum;

    private TallyP(ToLongFunctionEx<? super T> checksumFn) {
        this.checksumFn = checksumFn;
    }

    static <T> Sink<T> sink(ToLongFunctionEx<? super T> checksumFn) {
        return Sinks.fromProcessor("tally", ProcessorMetaSupplier.of(() -> new TallyP<>(checksumFn)));
    }

    @Override
    @SuppressWarnings("unchecked") // The planner has put this sink behind a stage of T.
    protected boolean tryProcess(int ordinal, Object item) {
        results++;
        checksum += checksumFn.applyAsLong((T) item);
        return true;
    }

    @Override
    public boolean complete() {
        Tally.add(results, checksum);
        return true;
    }
}
