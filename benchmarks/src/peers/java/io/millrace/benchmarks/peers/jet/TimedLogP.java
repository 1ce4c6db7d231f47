package io.millrace.benchmarks.peers.jet;

import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.EventTimePolicy;
import com.hazelcast.jet.core.ProcessorMetaSupplier;
import com.hazelcast.jet.core.Watermark;
import com.hazelcast.jet.core.WatermarkPolicy;
import com.hazelcast.jet.core.function.ObjLongBiFunction;
import com.hazelcast.jet.pipeline.Sources;
import com.hazelcast.jet.pipeline.StreamSource;
import io.millrace.benchmarks.workload.Stopwatch;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/** Like {@link LogP}, with timestamps and watermarks. */
final class TimedLogP<T> extends AbstractProcessor {

    private final LongFunction<T> log;
    private final long end;
    private final ToLongFunction<? super T> timestampFn;
    private final ObjLongBiFunction<? super T, ?> wrapFn;
    private final WatermarkPolicy watermarks;
    private final long frame;
    private long index;
    private int step;
    private long nextFrame = Long.MIN_VALUE;
    private Object event;
    private Watermark watermark;

    private TimedLogP(LongFunction<T> log, long end, EventTimePolicy<? super T> policy) {
        this.log = log;
        this.end = end;
        timestampFn = policy.timestampFn();
        wrapFn = policy.wrapFn();
        watermarks = policy.newWmPolicyFn().get();
        frame = policy.watermarkThrottlingFrameSize();
    }

    static <T> StreamSource<T> source(LogSupplier<T> log, long end) {
        return Sources.streamFromProcessorWithWatermarks(
                "log", false, policy -> ProcessorMetaSupplier.of(() -> new TimedLogP<>(log.get(), end, policy)));
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
        } else if (!emitPending()) {
            return false;
        }
        while (index < end) {
            T next = log.apply(index);
            index += step;
            long timestamp = timestampFn.applyAsLong(next);
            event = wrapFn.apply(next, timestamp);
            watermarks.reportEvent(timestamp);
            long current = watermarks.getCurrentWatermark();
            if (current >= nextFrame) {
                watermark = watermarkAt(current);
            }
            if (!emitPending()) {
                return false;
            }
        }
        return true;
    }

    /** Where windows may end, as watermarks in between would be of no use. */
    private Watermark watermarkAt(long current) {
        long start = Math.floorDiv(current, frame) * frame;
        nextFrame = start + frame;
        return new Watermark(start);
    }

    private boolean emitPending() {
        if (watermark != null) {
            if (!tryEmit(watermark)) {
                return false;
            }
            watermark = null;
        }
        return tryEmit(event);
    }
}
