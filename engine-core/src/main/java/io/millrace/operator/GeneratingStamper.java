package io.millrace.operator;

import io.millrace.function.ToLongFn;
import io.millrace.time.EventTime;
import io.millrace.time.WatermarkGenerator;

/** Made by copies, see {@link io.millrace.function.Monomorphic}. */
final class GeneratingStamper<T> implements Stamper<T> {

    private final ToLongFn<? super T> timestamps;
    private final WatermarkGenerator<? super T> generator;
    private final OperatorContext context;
    private long newest = EventTime.NONE;

    GeneratingStamper(
            ToLongFn<? super T> timestamps, WatermarkGenerator<? super T> generator, OperatorContext context) {
        this.timestamps = timestamps;
        this.generator = generator;
        this.context = context;
    }

    @Override
    public int stamp(Batch<T> batch, int from, long[] stamps) {
        int at = from;
        long highest = newest;
        try {
            boolean due = false;
            for (int size = batch.size(); at < size && !due; at++) {
                T event = batch.value(at);
                long timestamp = timestamps.applyAsLong(event);
                due = generator.onEvent(event, timestamp);
                highest = Math.max(highest, timestamp);
                stamps[at] = timestamp;
            }
        } catch (Throwable e) {
            throw context.failure(e, null, batch.value(at), EventTime.NONE);
        }
        newest = highest;
        return at;
    }

    @Override
    public long newest() {
        return newest;
    }
}
