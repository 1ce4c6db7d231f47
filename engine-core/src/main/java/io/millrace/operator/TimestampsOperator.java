package io.millrace.operator;

import io.millrace.metrics.Account;
import io.millrace.metrics.Metrics;
import io.millrace.metrics.Metrics.Counter;
import io.millrace.operator.SourceSplits.SplitStatus;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.state.serde.Type;
import io.millrace.state.store.UnfitStateException;
import io.millrace.time.EventTime;
import io.millrace.time.Timestamps;
import io.millrace.time.WatermarkGenerator;
import io.millrace.time.WatermarkMerger;
import io.millrace.time.WatermarkStatus;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Gives events timestamps, and announces watermarks: at the end of every batch, and behind the events that ask for it.
 * Each split of the source has a generator of its own; the watermark is the minimum over them. What silence does to
 * event time is {@link SplitIdleness}'s part.
 */
final class TimestampsOperator<T> implements Operator<T, T>, SourceSplits.Follower {

    private static final long NO_LIMIT = -1;

    private final Timestamps<T> timestamps;
    private final long maxAhead;
    private final long maxDrift;
    private Counter aheadCount;
    private final Watermarks<? super T> watermarks;
    private final List<Split<T>> splits = new ArrayList<>();
    private final WatermarkMerger merger = WatermarkMerger.ofSplits(0);
    private final SplitIdleness silence;
    private OperatorContext context;
    private SourceSplits source;

    /** How far each instance is: its number, the parallelism, 0 and time. What has splits goes by it when it has ended. */
    private ListState<long[]> reached;

    private ListState<Map<String, Long>> reachedInSplits;

    /** How far the splits were that the job goes on from, as long as they have not come. */
    private Map<String, Long> restored = new HashMap<>();

    /** How far the instance had come by the snapshot that the job goes on from: the furthest of all where the parallelism has changed. */
    private long toldBeforeEnd = EventTime.NONE;

    private long[] stamps = {};
    private int row;
    private boolean begun;
    private boolean hasNews;

    TimestampsOperator(Timestamps<T> timestamps, Watermarks<? super T> watermarks, Duration idleAfter) {
        this.timestamps = timestamps;
        this.watermarks = watermarks;
        this.maxAhead = watermarks.aheadLimit().map(EventTime::millis).orElse(NO_LIMIT);
        this.maxDrift = watermarks.driftLimit().map(EventTime::millis).orElse(NO_LIMIT);
        this.silence =
                new SplitIdleness(merger, idleAfter, watermarks.closeTimeout().orElse(null), this::align);
    }

    @Override
    public void open(OperatorContext operatorContext) throws Exception {
        context = operatorContext;
        reached = context.operatorState(new ListSpec<>("watermarks", Type.of(long[].class)), Redistribution.UNION);
        reachedInSplits = context.operatorState(
                new ListSpec<Map<String, Long>>(
                        "watermarks of splits", Type.of(Map.class, Type.of(String.class), Type.of(Long.class))),
                Redistribution.UNION);
        if (maxAhead != NO_LIMIT) {
            aheadCount = context.metrics().counter(Metrics.AHEAD);
        }
        source = context.splits();
        silence.open(context);
        source.follow(this);
    }

    /**
     * Event time does not go back behind a snapshot: what was late then is late again. That of a split goes where the split goes; where there are none
     * and the parallelism has changed, what all instances had reached is all that is known.
     */
    @Override
    public void onRestored() throws Exception {
        restored = new HashMap<>();
        // Instances that had ended may tell old ones.
        reachedInSplits
                .elements()
                .forEach(each -> each.forEach((id, watermark) -> restored.merge(id, watermark, Math::max)));
        long ofAll = EventTime.MAX;
        toldBeforeEnd = EventTime.NONE;
        for (long[] watermark : reached.elements()) {
            check(watermark.length == 4 && watermark[3] < EventTime.MAX, Arrays.toString(watermark));
            if (watermark[1] != context.parallelism()) {
                ofAll = Math.min(ofAll, watermark[3]);
                toldBeforeEnd = Math.max(toldBeforeEnd, watermark[3]);
            } else if (watermark[0] == context.subtask()) {
                ofAll = watermark[3];
                toldBeforeEnd = ofAll;
                break;
            }
        }
        for (Map.Entry<String, Long> split : restored.entrySet()) {
            check(split.getValue() < EventTime.MAX, split.toString());
        }
        if (ofAll != EventTime.MAX && !splits.isEmpty() && splits.get(0).id() == null) {
            merger.onWatermark(0, ofAll);
            align(0);
            announce();
        }
    }

    private void check(boolean holds, String watermark) throws UnfitStateException {
        if (!holds) {
            throw new UnfitStateException(
                    "operator '" + context.operator() + "' cannot have had the watermark " + watermark, null);
        }
    }

    @Override
    public boolean beforeSnapshot(long snapshot, Output<T> out) {
        reached.clear();
        reachedInSplits.clear();
        Map<String, Long> bySplit = new HashMap<>(restored);
        for (int split = 0; split < splits.size(); split++) {
            String id = splits.get(split).id();
            if (id == null) {
                reached.add(new long[] {context.subtask(), context.parallelism(), 0, merger.watermark(split)});
            } else if (merger.status(split) != WatermarkStatus.FINISHED) {
                bySplit.put(id, merger.watermark(split));
            }
        }
        long told = splits.isEmpty() ? Math.max(merger.current(), toldBeforeEnd) : merger.current();
        if (reached.isEmpty() && told != EventTime.NONE) {
            reached.add(new long[] {context.subtask(), context.parallelism(), 0, told});
        }
        if (!bySplit.isEmpty()) {
            reachedInSplits.add(bySplit);
        }
        return true;
    }

    @Override
    public void onSplit(int number, String id) throws Exception {
        if (number < splits.size()) {
            splits.set(number, newSplit(id));
            merger.reuse(number);
        } else {
            splits.add(newSplit(id));
            merger.add();
        }
        silence.onSplit(number);
        align(number);
        if (begun) {
            announce();
        }
    }

    @Override
    public void onEnd(int split) {
        merger.finish(split);
        announce();
    }

    /**
     * All splits are there, so that none is ahead of one that is still to come. Event time is announced before there are
     * events: others may wait for a source that has none.
     */
    @Override
    public void onBegin() {
        for (int split = 0; split < splits.size(); split++) {
            Long watermark = restored.get(splits.get(split).id());
            if (watermark != null) {
                merger.onWatermark(split, watermark);
                align(split);
            }
        }
        restored = new HashMap<>();
        begun = true;
        if (merger.isIdle() || merger.current() != EventTime.NONE) {
            announce();
        }
    }

    private void announce() {
        hasNews = true;
        context.wakeAtNanos(context.clock().nanos());
    }

    private void align(int split) {
        if (maxDrift != NO_LIMIT) {
            boolean idle = merger.status(split) == WatermarkStatus.IDLE;
            source.align(split, idle ? EventTime.MAX : merger.watermark(split), maxDrift);
        }
    }

    @Override
    public boolean process(int input, Batch<T> batch, Output<T> out) throws Exception {
        int current = source.current();
        if (splits.isEmpty()) {
            // made by a timer of an operator in between, of a source that has nothing yet
            onSplit(0, "");
            merger.finish(0);
        }
        Split<T> split = splits.get(current);
        row = take(batch, split, out);
        // The end of time is for the end of the stream, which a generator does not know.
        merger.onWatermark(current, Math.min(split.generator.watermark(), EventTime.MAX - 1));
        out.emitWatermark(merger.current());
        if (row < batch.size()) {
            // What comes next has to be behind the watermark.
            return false;
        }
        row = 0;
        silence.onRows(current);
        align(current);
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
        Output<T> late = context.sideOutput(SideOutput.LATE);
        for (int at = row; at < end; at++) {
            (stamps[at] > latest ? late : out).emit(batch.value(at), stamps[at]);
        }
        aheadCount.add(count);
    }

    @Override
    public long earliestKept() {
        return EventTime.NONE;
    }

    @Override
    public boolean onProcessingTime(long now, Output<T> out) {
        if (hasNews) {
            hasNews = false;
            if (begun) {
                silence.announceIdle(out);
            } else {
                out.emitWatermark(merger.current());
            }
        }
        silence.onTime(out);
        return true;
    }

    @Override
    public Optional<Account> account() {
        Account account = Account.passing();
        return Optional.of(aheadCount == null ? account : account.with(Account.AHEAD, aheadCount.value()));
    }

    @Override
    public List<SplitStatus> statuses() {
        List<SplitStatus> result = new ArrayList<>();
        for (int i = 0; i < splits.size(); i++) {
            result.add(new SplitStatus(
                    splits.get(i).id(),
                    watermarks.toString(),
                    splits.get(i).stamper.newest(),
                    merger.watermark(i),
                    merger.status(i),
                    silence.of(i),
                    silence.idleNanos()));
        }
        return result;
    }

    @Override
    public long toldBeforeEnd() {
        return toldBeforeEnd;
    }

    private Split<T> newSplit(String id) throws Exception {
        WatermarkGenerator<? super T> generator =
                Objects.requireNonNull(watermarks.generator(), "the factory of watermark generators returned null");
        return new Split<>(id, generator, Stamper.of(timestamps.function(), generator, context));
    }

    private record Split<T>(String id, WatermarkGenerator<? super T> generator, Stamper<T> stamper) {}
}
