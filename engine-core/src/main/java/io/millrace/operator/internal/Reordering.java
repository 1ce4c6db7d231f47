package io.millrace.operator.internal;

import io.millrace.function.Fn;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.state.KeyedState;
import io.millrace.state.serde.Type;
import io.millrace.state.table.GroupProgress;
import io.millrace.state.table.KeyGroups;
import io.millrace.state.table.Slice;
import io.millrace.state.table.TimedRows;
import io.millrace.state.table.TimerQueue;
import io.millrace.time.EventTime;
import java.util.Optional;

/** Keeps events until the watermark has come to them, and emits those of a key in the order of their timestamps. */
public final class Reordering<K, T> implements Operator<T, T> {

    private final Fn<? super T, ? extends K> keyOf;
    private final Type<T> type;
    private final TimedRows.Position<T> at = new TimedRows.Position<>();
    private OperatorContext context;
    private Slice<K, TimedRows<T>> kept;

    /** For each key, the timestamp of the first event that is kept. */
    private TimerQueue<K> firsts;

    private GroupProgress progress;
    private Late<T> late;

    /** @param type the type of the events, or null where it is not known */
    public Reordering(Fn<? super T, ? extends K> keyOf, Type<T> type) {
        this.keyOf = keyOf;
        this.type = type;
    }

    @Override
    public void open(OperatorContext operatorContext) {
        context = operatorContext;
        KeyedState<K> keys = context.keyedState();
        kept = keys.timedRows("kept", keys.serde("the events that are kept", type))
                .slice(0);
        firsts = keys.timers("firsts");
        progress = keys.eventTime();
        late = new Late<>(context);
    }

    @Override
    public boolean process(int input, Batch<T> batch, Output<T> out) {
        for (int row = 0, size = batch.size(); row < size; row++) {
            T event = batch.value(row);
            long timestamp = batch.timestamp(row);
            int hash = batch.hash(row);
            if (timestamp <= progress.of(KeyGroups.groupOf(hash))) {
                late.emit(event, timestamp);
            } else {
                keep(event, timestamp, hash);
            }
        }
        return true;
    }

    private void keep(T event, long timestamp, int hash) {
        K key = null;
        try {
            key = keyOf.apply(event);
            TimedRows<T> rows = kept.getOrAdd(key, hash);
            boolean first = rows.isEmpty() || timestamp < rows.firstTime();
            rows.add(timestamp, event);
            if (first) {
                firsts.set(key, hash, timestamp);
            }
        } catch (Throwable e) {
            throw context.failure(e, key, event, timestamp);
        }
    }

    @Override
    public boolean onWatermark(long watermark, Output<T> out) {
        long upTo = progress.common();
        while (firsts.pollDue(upTo)) {
            if (!emit(firsts.key(), firsts.hash(), upTo, out)) {
                return false;
            }
        }
        return true;
    }

    private boolean emit(K key, int hash, long upTo, Output<T> out) {
        TimedRows<T> rows = kept.get(key, hash);
        rows.toFirst(at);
        while (!at.isEnd() && at.time() <= upTo && out.hasRoom()) {
            out.emit(at.value(), at.time());
            at.next();
        }
        boolean done = at.isEnd() || at.time() > upTo;
        rows.dropBefore(at);
        at.clear();
        if (rows.isEmpty()) {
            kept.remove(key, hash);
        } else {
            firsts.set(key, hash, rows.firstTime());
        }
        return done;
    }

    @Override
    public long earliestKept() {
        return firsts.nextDue();
    }

    @Override
    public Optional<String> waitsFor() {
        return firsts.size() == 0
                ? Optional.empty()
                : Optional.of("event time to come to the events that it brings into order, the first of "
                        + EventTime.text(firsts.nextDue()));
    }
}
