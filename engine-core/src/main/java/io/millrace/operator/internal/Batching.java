package io.millrace.operator.internal;

import io.millrace.metrics.Account;
import io.millrace.operator.Batch;
import io.millrace.operator.Kept;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.operator.Redistribution;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.state.serde.NoSerdeException;
import io.millrace.state.serde.Type;
import io.millrace.time.EventTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Gathers events into lists: as soon as there are so many, or a while after the first of them has come. */
public final class Batching<T> implements Operator<T, List<T>> {

    private final Type<T> type;
    private final int most;
    private final long delayNanos;
    private final List<T> events = new ArrayList<>();
    private long[] timestamps = new long[16];
    private OperatorContext context;

    /** What is gathered when a barrier passes; null where none does. */
    private ListState<Kept<T>> kept;

    private long watermark = EventTime.NONE;

    /** The earliest timestamp of what is gathered, but for what was late when it came. */
    private long earliest = EventTime.MAX;

    private long dueNanos;
    private boolean armed;
    private long inLists;
    private int row;

    /**
     * @param type the type of the events, or null where it is not known
     * @param most at least 1
     * @param delayNanos at least 0
     */
    public Batching(Type<T> type, int most, long delayNanos) {
        this.type = type;
        this.most = most;
        this.delayNanos = delayNanos;
    }

    @Override
    public void open(OperatorContext operatorContext) {
        context = operatorContext;
        if (!context.takesSnapshots()) {
            return;
        }
        if (type == null) {
            throw new NoSerdeException("operator '" + context.operator()
                    + "' keeps the events that it gathers, whose type is" + " not known: say .typed(...) before batch");
        }
        kept = context.operatorState(ListSpec.of("gathered", Type.of(Kept.class, type)), Redistribution.SPLIT);
    }

    @Override
    public void onRestored() {
        if (kept != null) {
            kept.elements().forEach(each -> add(each.event(), each.timestamp()));
        }
    }

    @Override
    public boolean process(int input, Batch<T> batch, Output<List<T>> out) {
        for (int size = batch.size(); row < size; row++) {
            if (!emitFull(out)) {
                return false;
            }
            add(batch.value(row), batch.timestamp(row));
        }
        if (!emitFull(out)) {
            return false;
        }
        row = 0;
        return true;
    }

    private void add(T event, long timestamp) {
        int at = events.size();
        if (at == 0) {
            begin();
        }
        if (at == timestamps.length) {
            timestamps = Arrays.copyOf(timestamps, at * 2);
        }
        timestamps[at] = timestamp;
        events.add(event);
        if (timestamp > watermark) {
            earliest = Math.min(earliest, timestamp);
        }
    }

    /** The alarm of an earlier list may ring too early, and never too late. */
    private void begin() {
        dueNanos = context.clock().nanos() + delayNanos;
        if (!armed) {
            context.wakeAtNanos(dueNanos);
            armed = true;
        }
    }

    private boolean emitFull(Output<List<T>> out) {
        while (events.size() >= most) {
            if (!out.hasRoom()) {
                return false;
            }
            emit(most, out);
        }
        return true;
    }

    /** More than a list can be there when a job goes on with fewer tasks. */
    private boolean emitAll(Output<List<T>> out) {
        if (!emitFull(out)) {
            return false;
        }
        if (!events.isEmpty()) {
            emit(events.size(), out);
        }
        return true;
    }

    private void emit(int count, Output<List<T>> out) {
        List<T> first = events.subList(0, count);
        long latest = EventTime.NONE;
        for (int i = 0; i < count; i++) {
            latest = Math.max(latest, timestamps[i]);
        }
        out.emit(List.copyOf(first), latest);
        inLists += count;
        int left = events.size() - count;
        System.arraycopy(timestamps, count, timestamps, 0, left);
        first.clear();
        earliest = EventTime.MAX;
        for (int i = 0; i < left; i++) {
            earliest = timestamps[i] > watermark ? Math.min(earliest, timestamps[i]) : earliest;
        }
        if (left > 0) {
            begin();
        }
    }

    @Override
    public boolean onProcessingTime(long now, Output<List<T>> out) {
        armed = false;
        if (events.isEmpty()) {
            return true;
        }
        if (context.clock().nanos() - dueNanos >= 0) {
            return emitAll(out);
        }
        context.wakeAtNanos(dueNanos);
        armed = true;
        return true;
    }

    @Override
    public boolean onWatermark(long newWatermark, Output<List<T>> out) {
        watermark = newWatermark;
        return true;
    }

    @Override
    public long earliestKept() {
        return earliest;
    }

    @Override
    public Optional<String> waitsFor() {
        return events.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "a list of " + most + " events, of which " + events.size() + " are there, to be full or due");
    }

    @Override
    public Optional<Account> account() {
        return Optional.of(Account.gathering().with("in lists", inLists).keeping(events.size()));
    }

    @Override
    public boolean onEndOfData(Output<List<T>> out) {
        return emitAll(out);
    }

    @Override
    public boolean beforeSnapshot(long snapshot, Output<List<T>> out) {
        kept.clear();
        for (int i = 0; i < events.size(); i++) {
            kept.add(new Kept<>(events.get(i), timestamps[i]));
        }
        return true;
    }
}
