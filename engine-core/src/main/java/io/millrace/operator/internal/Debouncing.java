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

/**
 * Emits the events of a key that no other follows within a while: the last of each run of events that are nearer to each
 * other. Of a run the first and the last event are kept, which may be one, and in the order of time the runs of a key are
 * rows: first, last, first, last.
 */
public final class Debouncing<K, T> extends Keeping<K, T> {

    /** A row that is the first of its run, and one that is the last. */
    private static final int FIRST = 1;

    private static final int LAST = 2;

    private final long quiet;
    private final TimedRows.Position<T> before = new TimedRows.Position<>();
    private final TimedRows.Position<T> behind = new TimedRows.Position<>();
    private Slice<K, TimedRows<T>> kept;

    /** For each key, the time of the last event of its first run. */
    private TimerQueue<K> lasts;

    /**
     * @param type the type of the events, or null where it is not known
     * @param quiet in milliseconds, at least 1
     */
    public Debouncing(Fn<? super T, ? extends K> keyOf, Type<T> type, long quiet) {
        super(keyOf, type);
        this.quiet = quiet;
    }

    @Override
    void declare(KeyedState<K> keys, Serde<T> events) {
        kept = keys.timedRows("kept", events).slice(0);
        lasts = keys.timers("lasts");
    }

    @Override
    boolean isEmpty() {
        return lasts.size() == 0;
    }

    @Override
    void keep(K key, int hash, T event, long timestamp) {
        TimedRows<T> rows = kept.getOrAdd(key, hash);
        add(rows, event, timestamp);
        lasts.set(key, hash, firstLast(rows));
    }

    private void add(TimedRows<T> rows, T event, long timestamp) {
        rows.seekLatest(before, timestamp);
        if (!before.isEnd() && before.tag() == FIRST) {
            isSuperseded();
            return; // inside of a run
        }
        rows.seekBehind(behind, timestamp);
        boolean goesOn = !before.isEnd() && isNear(before.time(), timestamp);
        boolean leads = !behind.isEnd() && isNear(timestamp, behind.time());
        if (leads) {
            take(behind, FIRST);
        }
        if (goesOn) {
            // Behind what has been removed later places would not be good any more.
            rows.seekLatest(before, timestamp);
            take(before, LAST);
        }
        if (!goesOn || !leads) {
            rows.add(timestamp, (goesOn ? 0 : FIRST) | (leads ? 0 : LAST), event);
        } else {
            isSuperseded();
        }
        before.clear();
        behind.clear();
    }

    /** The row is not the first, or the last, of its run any more. */
    private void take(TimedRows.Position<T> at, int tag) {
        if (at.tag() == tag) {
            isSuperseded();
            at.remove();
        } else {
            at.tag(at.tag() & ~tag);
        }
    }

    private boolean isNear(long earlier, long later) {
        return EventTime.minus(later, quiet) < earlier;
    }

    private long firstLast(TimedRows<T> rows) {
        rows.toFirst(before);
        if (before.tag() == FIRST) {
            before.next();
        }
        long time = before.time();
        before.clear();
        return time;
    }

    @Override
    public boolean onWatermark(long watermark, Output<T> out) {
        long common = reached();
        long upTo = common == EventTime.MAX ? EventTime.MAX : EventTime.minus(common, quiet - 1);
        while (lasts.nextDue() <= upTo) {
            if (!out.hasRoom()) {
                return false;
            }
            if (!lasts.pollDue(upTo)) {
                return true;
            }
            emitFirst(lasts.key(), lasts.hash(), out);
        }
        return true;
    }

    private void emitFirst(K key, int hash, Output<T> out) {
        TimedRows<T> rows = kept.get(key, hash);
        rows.toFirst(before);
        if (before.tag() == FIRST) {
            isSuperseded();
            before.remove();
        }
        out.emit(before.value(), before.time());
        before.remove();
        before.clear();
        if (rows.isEmpty()) {
            kept.remove(key, hash);
        } else {
            lasts.set(key, hash, firstLast(rows));
        }
    }

    @Override
    Outstanding.AtWatermark firstOf(K key, int hash) {
        long last = lasts.dueOf(key, hash);
        return last == TimerQueue.NONE
                ? null
                : new Outstanding.AtWatermark(last, EventTime.plus(last, 1), EventTime.plus(last, quiet - 1));
    }

    @Override
    public long earliestKept() {
        return lasts.nextDue();
    }

    @Override
    public Optional<String> waitsFor() {
        return lasts.size() == 0
                ? Optional.empty()
                : Optional.of("event time to pass " + quiet + " ms behind an event of "
                        + EventTime.text(lasts.nextDue()) + " that no other of its key has followed yet");
    }
}
