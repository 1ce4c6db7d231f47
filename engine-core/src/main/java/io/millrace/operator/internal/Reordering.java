package io.millrace.operator.internal;

import io.millrace.function.Fn;
import io.millrace.operator.Output;
import io.millrace.operator.Outstanding;
import io.millrace.state.KeyedState;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.Type;
import io.millrace.state.table.Slice;
import io.millrace.state.table.TimedRows;
import io.millrace.state.table.TimerQueue;
import io.millrace.time.EventTime;
import java.util.Optional;

/** Keeps events until the watermark has come to them, and emits those of a key in the order of their timestamps. */
public final class Reordering<K, T> extends Keeping<K, T> {

    private final TimedRows.Position<T> at = new TimedRows.Position<>();
    private Slice<K, TimedRows<T>> kept;

    /** For each key, the timestamp of the first event that is kept. */
    private TimerQueue<K> firsts;

    /** @param type the type of the events, or null where it is not known */
    public Reordering(Fn<? super T, ? extends K> keyOf, Type<T> type) {
        super(keyOf, type);
    }

    @Override
    void declare(KeyedState<K> keys, Serde<T> events) {
        kept = keys.timedRows("kept", events).slice(0);
        firsts = keys.timers("firsts");
    }

    @Override
    boolean isEmpty() {
        return firsts.size() == 0;
    }

    @Override
    void keep(K key, int hash, T event, long timestamp) {
        TimedRows<T> rows = kept.getOrAdd(key, hash);
        boolean first = rows.isEmpty() || timestamp < rows.firstTime();
        rows.add(timestamp, event);
        if (first) {
            firsts.set(key, hash, timestamp);
        }
    }

    @Override
    public boolean onWatermark(long watermark, Output<T> out) {
        long upTo = reached();
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
    Outstanding.AtWatermark firstOf(K key, int hash) {
        long first = firsts.dueOf(key, hash);
        return first == TimerQueue.NONE ? null : new Outstanding.AtWatermark(first, EventTime.plus(first, 1), first);
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
