package io.millrace.operator;

import io.millrace.time.EventTime;
import io.millrace.time.Timestamps;
import io.millrace.time.WatermarkGenerator;
import io.millrace.time.WatermarkStatus;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Gives events timestamps, announces a watermark per batch, and idleness after a silence. Silence is measured on a clock
 * that stands still while the task is held back, since a source that may not emit is not silent.
 */
final class TimestampsOperator<T> implements Operator<T, T>, SplitReport {

    private final String strategy;
    private final Timestamps<T> timestamps;
    private final WatermarkGenerator<? super T> generator;
    private final long idleNanos;
    private OperatorContext context;
    private long lastEventNanos;
    private long newest = EventTime.NONE;
    private boolean idle;

    TimestampsOperator(Timestamps<T> timestamps, Watermarks<? super T> watermarks, Duration idleAfter)
            throws Exception {
        this.timestamps = timestamps;
        this.strategy = watermarks.toString();
        this.generator = watermarks.generator();
        this.idleNanos = idleAfter == null ? Long.MAX_VALUE : TimeUnit.NANOSECONDS.convert(idleAfter);
    }

    @Override
    public void open(OperatorContext operatorContext) {
        context = operatorContext;
        if (idleNanos != Long.MAX_VALUE) {
            lastEventNanos = context.unblockedNanos();
            wakeAfter(idleNanos);
        }
    }

    @Override
    public boolean process(int input, Batch<T> batch, Output<T> out) {
        Batch<T> rows = out.emitAll(batch);
        int row = 0;
        try {
            for (int size = batch.size(); row < size; row++) {
                T event = batch.value(row);
                long timestamp = timestamps.of(event);
                generator.onEvent(event, timestamp);
                newest = Math.max(newest, timestamp);
                rows.timestamp(row, timestamp);
            }
        } catch (Throwable e) {
            throw context.failure(e, null, batch.value(row), EventTime.NONE);
        }
        out.emitWatermark(generator.watermark());
        if (idleNanos != Long.MAX_VALUE) {
            noteActivity();
        }
        return true;
    }

    @Override
    public long forwardedWatermark(long watermark) {
        return watermark == EventTime.MAX ? EventTime.MAX : EventTime.NONE;
    }

    @Override
    public boolean onProcessingTime(long now, Output<T> out) {
        long silence = context.unblockedNanos() - lastEventNanos;
        if (silence >= idleNanos) {
            idle = true;
            out.emitIdle();
        } else {
            wakeAfter(idleNanos - silence);
        }
        return true;
    }

    @Override
    public List<SplitStatus> splits() {
        long silence = idleNanos == Long.MAX_VALUE ? 0 : context.unblockedNanos() - lastEventNanos;
        WatermarkStatus status = idle ? WatermarkStatus.IDLE : WatermarkStatus.ACTIVE;
        return List.of(new SplitStatus(0, strategy, newest, generator.watermark(), status, silence, idleNanos));
    }

    private void noteActivity() {
        lastEventNanos = context.unblockedNanos();
        if (idle) {
            idle = false;
            wakeAfter(idleNanos);
        }
    }

    private void wakeAfter(long nanos) {
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
        context.wakeAt(EventTime.plus(context.clock().millis(), millis));
    }
}
