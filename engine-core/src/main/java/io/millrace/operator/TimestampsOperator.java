package io.millrace.operator;

import io.millrace.function.Monomorphic;
import io.millrace.metrics.Counter;
import io.millrace.metrics.Metrics;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.state.serde.Type;
import io.millrace.state.store.UnfitStateException;
import io.millrace.time.EventTime;
import io.millrace.time.Timestamps;
import io.millrace.time.WatermarkGenerator;
import io.millrace.time.WatermarkMerger;
import io.millrace.time.Watermarks;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Gives events timestamps, and announces watermarks: at the end of every batch, and behind the events that ask for it.
 * Each split of the source has a generator of its own; the watermark is the minimum over them. What silence does to
 * event time is {@link Silence}'s part.
 */
final class TimestampsOperator<T> implements Operator<T, T>, SplitReport {

    private static final Monomorphic<Stamper<?>> STAMPERS =
            Monomorphic.of(MethodHandles.lookup(), GeneratingStamper.class);

    /** The side output of events that are too far ahead. */
    static final String LATE = "late";

    private static final long NO_LIMIT = -1;

    private final Timestamps<T> timestamps;
    private final long maxAhead;
    private Counter aheadCount;
    private final Watermarks<? super T> watermarks;
    private final List<Split<T>> splits = new ArrayList<>();
    private final WatermarkMerger merger = WatermarkMerger.ofSplits(1);
    private final Silence silence;
    private OperatorContext context;
    private ListState<long[]> reached;
    private long[] stamps = {};
    private int row;
    private boolean announcesRestored;

    TimestampsOperator(Timestamps<T> timestamps, Watermarks<? super T> watermarks, Duration idleAfter) {
        this.timestamps = timestamps;
        this.watermarks = watermarks;
        this.maxAhead = watermarks.aheadLimit().map(EventTime::millis).orElse(NO_LIMIT);
        this.silence = new Silence(merger, idleAfter, watermarks.closeTimeout().orElse(null));
    }

    @Override
    public void open(OperatorContext operatorContext) throws Exception {
        context = operatorContext;
        reached = context.operatorState(new ListSpec<>("watermarks", Type.of(long[].class)), Redistribution.UNION);
        if (maxAhead != NO_LIMIT) {
            aheadCount = context.metrics().counter(Metrics.AHEAD);
        }
        splits.add(newSplit());
        silence.open(context);
    }

    /**
     * Event time does not go back behind a snapshot: what was late then is late again. With another parallelism splits
     * are dealt anew, and what all of them had reached is all that is known. It is announced before there are events:
     * others may wait for a source that has none.
     */
    @Override
    public void onRestored() throws Exception {
        long ofAll = EventTime.MAX;
        int next = 0;
        for (long[] watermark : reached.elements()) {
            check(watermark.length == 4 && watermark[3] < EventTime.MAX, watermark);
            if (watermark[1] != context.parallelism()) {
                ofAll = Math.min(ofAll, watermark[3]);
            } else if (watermark[0] == context.subtask()) {
                // they were written in this order, so that there are no more splits than elements
                check(watermark[2] == next, watermark);
                restore(next++, watermark[3]);
            }
        }
        if (ofAll != EventTime.MAX) {
            restore(0, ofAll);
        }
        if (merger.current() != EventTime.NONE) {
            announcesRestored = true;
            context.wakeAtNanos(context.clock().nanos());
        }
    }

    private void restore(int split, long watermark) throws Exception {
        if (split >= splits.size()) {
            addSplits(split + 1);
        }
        merger.onWatermark(split, watermark);
    }

    private void check(boolean holds, long[] watermark) throws UnfitStateException {
        if (!holds) {
            throw new UnfitStateException(
                    "operator '" + context.operator() + "' cannot have had the watermark " + Arrays.toString(watermark)
                            + " of instance, parallelism, split and time",
                    null);
        }
    }

    @Override
    public void beforeSnapshot(long snapshot) {
        reached.clear();
        for (int split = 0; split < splits.size(); split++) {
            reached.add(new long[] {context.subtask(), context.parallelism(), split, merger.watermark(split)});
        }
    }

    @Override
    public boolean process(int input, Batch<T> batch, Output<T> out) throws Exception {
        int ordinal = batch.split();
        if (batch.splits() > splits.size()) {
            addSplits(batch.splits());
        }
        Split<T> split = splits.get(ordinal);
        row = take(batch, split, out);
        // The end of time is for the end of the stream, which a generator does not know.
        merger.onWatermark(ordinal, Math.min(split.generator.watermark(), EventTime.MAX - 1));
        out.emitWatermark(merger.current());
        if (row < batch.size()) {
            // What comes next has to be behind the watermark.
            return false;
        }
        row = 0;
        silence.onRows(ordinal);
        return true;
    }

    /** Takes rows until one asks for its watermark, and returns how many are done with. */
    private int take(Batch<T> batch, Split<T> split, Output<T> out) {
        int size = batch.size();
        if (stamps.length < size) {
            stamps = new long[size];
        }
        long latest = maxAhead == NO_LIMIT ? EventTime.MAX : EventTime.plus(context.processingTime(), maxAhead);
        int end = split.stamper.stamp(batch, row, stamps, latest);
        if (split.stamper.ahead() > 0) {
            setAside(batch, end, latest, split.stamper.ahead(), out);
        } else if (row == 0 && end == size) {
            Batch<T> rows = out.emitAll(batch);
            rows.timestamps(stamps, size);
        } else {
            for (int at = row; at < end; at++) {
                out.emit(batch.value(at), stamps[at]);
            }
        }
        return end;
    }

    private void setAside(Batch<T> batch, int end, long latest, int count, Output<T> out) {
        Output<T> late = context.sideOutput(LATE);
        for (int at = row; at < end; at++) {
            (stamps[at] > latest ? late : out).emit(batch.value(at), stamps[at]);
        }
        aheadCount.add(count);
    }

    private void addSplits(int count) throws Exception {
        while (splits.size() < count) {
            splits.add(newSplit());
            merger.add();
        }
        silence.onSplitsAdded();
    }

    @Override
    public void onEndOfSplit(int split, int count, Output<T> out) throws Exception {
        if (count > splits.size()) {
            addSplits(count);
        }
        if (merger.finish(split)) {
            out.emitWatermark(merger.current());
        }
        silence.onEndOfSplit(out);
    }

    @Override
    public long forwardedWatermark(long watermark) {
        return watermark == EventTime.MAX ? EventTime.MAX : EventTime.NONE;
    }

    @Override
    public boolean onProcessingTime(long now, Output<T> out) {
        if (announcesRestored) {
            announcesRestored = false;
            out.emitWatermark(merger.current());
        }
        silence.onTime(out);
        return true;
    }

    @Override
    public List<SplitStatus> splits() {
        List<SplitStatus> result = new ArrayList<>();
        for (int i = 0; i < splits.size(); i++) {
            result.add(new SplitStatus(
                    i,
                    watermarks.toString(),
                    splits.get(i).stamper.newest(),
                    merger.watermark(i),
                    merger.status(i),
                    silence.of(i),
                    silence.idleNanos()));
        }
        return result;
    }

    private Split<T> newSplit() throws Exception {
        WatermarkGenerator<? super T> generator =
                Objects.requireNonNull(watermarks.generator(), "the factory of watermark generators returned null");
        return new Split<>(generator, STAMPERS.make(timestamps.function(), generator, context));
    }

    private record Split<T>(WatermarkGenerator<? super T> generator, Stamper<T> stamper) {}
}
