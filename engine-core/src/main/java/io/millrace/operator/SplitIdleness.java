package io.millrace.operator;

import io.millrace.state.time.Times;
import io.millrace.time.EventTime;
import io.millrace.time.WatermarkMerger;
import io.millrace.time.WatermarkStatus;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * What becomes of event time when splits of a source are silent: they are declared idle, and event time goes on by the
 * clock.
 *
 * <p>A source that may not emit, or is not asked, is not silent. So the silence of the only split is time in which the
 * task waited for input. Where there are several, the others may keep the task at work all the time, and only time in
 * which it was held back is left out. Either way, when a silence has lasted for long enough the input is asked once more,
 * each split of it, before anything is said: the worker may have been away for all that time.
 */
final class SplitIdleness {

    private static final long NEVER = Long.MAX_VALUE;
    private static final long SHORTEST_TICK = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_TICK = TimeUnit.SECONDS.toNanos(1);

    /** Half the range of the clock, which is compared by subtraction. */
    private static final long LONGEST_WAIT = Long.MAX_VALUE / 2;

    private static final int TICKS_PER_SILENCE = 4;

    private final WatermarkMerger merger;
    private final IntConsumer idle;
    private final long idleNanos;
    private final long closeNanos;
    private final long tickNanos;
    private OperatorContext context;
    private SourceSplits splits;

    /** When each split had its last row. */
    private long[] lastRows = {};

    private long lastRow;

    /** How many batches there have been, and how many there were when the input was to be asked once more. */
    private long batches;

    private long batchesWhenAsking;
    private boolean asking;
    private boolean waking;
    private boolean goesByClock;

    /** @param idle is told which splits have become idle */
    SplitIdleness(WatermarkMerger merger, Duration idleAfter, Duration closeAfter, IntConsumer idle) {
        this.merger = merger;
        this.idle = idle;
        idleNanos = nanos(idleAfter);
        closeNanos = nanos(closeAfter);
        tickNanos = Math.max(SHORTEST_TICK, Math.min(LONGEST_TICK, closeNanos / TICKS_PER_SILENCE));
    }

    private static long nanos(Duration duration) {
        return duration == null ? NEVER : Times.nanos(duration);
    }

    void open(OperatorContext operatorContext) {
        context = operatorContext;
        splits = context.splits();
        lastRow = now();
        wakeAfter(idleNanos);
    }

    /** The silence after which a split is idle, {@link Long#MAX_VALUE} for never. */
    long idleNanos() {
        return idleNanos;
    }

    /** For how long a split has been silent. */
    long of(int split) {
        return isTimed() ? now() - lastRows[split] : 0;
    }

    void onRows(int split) {
        if (!isTimed()) {
            return;
        }
        lastRow = now();
        lastRows[split] = lastRow;
        goesByClock = false;
        if (!waking || batches == 0) {
            wakeAfter(Math.min(idleNanos, closeNanos));
        }
        batches++;
    }

    /** There is another split. Where it is the second, the clock is another one from now on, so that all silences begin anew. */
    void onSplit(int split) {
        int before = lastRows.length;
        lastRows = Arrays.copyOf(lastRows, merger.inputs());
        if (before == 1 && lastRows.length == 2) {
            lastRow = now();
            Arrays.fill(lastRows, lastRow);
        }
        lastRows[split] = now();
        if (!waking) {
            wakeAfter(idleNanos);
        }
    }

    /** The time asked for has come: has the input asked once more, and then says what there is to say. */
    void onTime(Output<?> out) {
        if (!asking) {
            asking = true;
            batchesWhenAsking = batches;
            context.wakeAtNanos(context.clock().nanos());
        } else if (!everySplitWasAsked()) {
            wakeAfter(SHORTEST_TICK);
        } else {
            asking = false;
            waking = false;
            long nextTick = goOnByClock(out);
            wakeAfter(Math.min(nextTick, findIdle(out)));
        }
    }

    /** The source takes turns among the splits that have rows; when none of them had any, it asked them all. */
    private boolean everySplitWasAsked() {
        long since = batches - batchesWhenAsking;
        return since == 0 || since >= merger.inputs();
    }

    /** Returns in how many nanoseconds to look again. */
    private long goOnByClock(Output<?> out) {
        if (closeNanos == NEVER || batches == 0) {
            return NEVER;
        }
        long silence = now() - lastRow;
        if (silence < closeNanos) {
            return closeNanos - silence;
        }
        long from = merger.currentIfIdle();
        if (from != EventTime.NONE) {
            goesByClock = true;
            long watermark = EventTime.plus(from, TimeUnit.NANOSECONDS.toMillis(silence));
            // The end of time is for the end of the stream.
            out.emitWatermark(Math.min(watermark, EventTime.MAX - 1));
        }
        return tickNanos;
    }

    /** Returns in how many nanoseconds to look again. */
    private long findIdle(Output<?> out) {
        if (idleNanos == NEVER) {
            return NEVER;
        }
        long now = now();
        long next = NEVER;
        boolean found = false;
        for (int split = 0; split < lastRows.length; split++) {
            if (merger.status(split) == WatermarkStatus.ACTIVE) {
                if (splits.isHeld(split)) {
                    lastRows[split] = now;
                }
                long left = idleNanos - (now - lastRows[split]);
                if (left <= 0) {
                    merger.onIdle(split);
                    idle.accept(split);
                    found = true;
                } else {
                    next = Math.min(next, left);
                }
            }
        }
        if (found) {
            announceIdle(out);
        }
        return next;
    }

    /** Tells how far event time is without those that are not waited for. */
    void announceIdle(Output<?> out) {
        if (!merger.isIdle()) {
            // Ahead of a watermark that may be old: others may have gone further meanwhile.
            out.emitActive();
        }
        out.emitWatermark(merger.current());
        if (merger.isIdle() && !goesByClock) {
            out.emitIdle();
        }
    }

    private boolean isTimed() {
        return idleNanos != NEVER || closeNanos != NEVER;
    }

    private long now() {
        return lastRows.length <= 1 ? context.waitedNanos() : context.unblockedNanos();
    }

    private void wakeAfter(long nanos) {
        if (nanos != NEVER) {
            waking = true;
            context.wakeAtNanos(context.clock().nanos() + Math.max(SHORTEST_TICK, Math.min(nanos, LONGEST_WAIT)));
        }
    }
}
