package io.millrace.operator.internal;

import io.millrace.function.Fn;
import io.millrace.operator.Output;
import io.millrace.operator.Outstanding;
import io.millrace.state.KeyedState;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.Type;
import io.millrace.state.table.Cursor;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import io.millrace.state.table.TimedRows;
import io.millrace.time.EventTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps the latest event of a key in each interval, and emits it when the watermark has passed that. */
public final class Sampling<K, T> extends Keeping<K, T> {

    private final long every;
    private final TimedRows.Position<T> at = new TimedRows.Position<>();

    /** By the number of the interval: one row for each key. */
    private StateTable<K, TimedRows<T>> latest;

    /** Where the first interval is being told; null when none is. */
    private Cursor<K, TimedRows<T>> telling;

    /**
     * @param type the type of the events, or null where it is not known
     * @param every in milliseconds, at least 1
     */
    public Sampling(Fn<? super T, ? extends K> keyOf, Type<T> type, long every) {
        super(keyOf, type);
        this.every = every;
    }

    @Override
    void declare(KeyedState<K> keys, Serde<T> events) {
        latest = keys.timedRows("latest", events);
    }

    /** An event that was kept for an interval of another length. */
    private record Misplaced<K, T>(K key, int hash, T event, long timestamp) {}

    /** The numbers of intervals of another length are those of others now. */
    @Override
    public void onRestored() {
        List<Misplaced<K, T>> misplaced = new ArrayList<>();
        Slice<K, TimedRows<T>> slice = latest.firstSlice();
        while (slice != null) {
            takeMisplaced(slice, misplaced);
            if (slice.size() == 0) {
                latest.drop(slice.namespace());
            }
            slice = latest.sliceAfter(slice.namespace());
        }
        misplaced.forEach(each -> keep(each.key(), each.hash(), each.event(), each.timestamp()));
    }

    private void takeMisplaced(Slice<K, TimedRows<T>> interval, List<Misplaced<K, T>> into) {
        Cursor<K, TimedRows<T>> cursor = interval.cursor();
        while (cursor.next()) {
            cursor.peek().toFirst(at);
            if (Math.floorDiv(at.time(), every) != interval.namespace()) {
                into.add(new Misplaced<>(cursor.key(), cursor.hash(), at.value(), at.time()));
                cursor.remove();
            }
            at.clear();
        }
    }

    @Override
    boolean isEmpty() {
        return latest.firstSlice() == null;
    }

    @Override
    void keep(K key, int hash, T event, long timestamp) {
        TimedRows<T> rows = latest.slice(Math.floorDiv(timestamp, every)).getOrAdd(key, hash);
        rows.toFirst(at);
        if (at.isEnd()) {
            rows.add(timestamp, event);
        } else {
            isSuperseded();
            takePlace(rows, event, timestamp);
        }
        at.clear();
    }

    /** One of the two is gone. */
    private void takePlace(TimedRows<T> rows, T event, long timestamp) {
        if (at.time() == timestamp) {
            at.value(event);
        } else if (at.time() < timestamp) {
            at.remove();
            rows.add(timestamp, event);
        }
    }

    @Override
    public boolean onWatermark(long watermark, Output<T> out) {
        long common = reached();
        // The interval that the next timestamp is in has not been passed.
        long end = common == EventTime.MAX ? EventTime.MAX : Math.floorDiv(common + 1, every);
        Slice<K, TimedRows<T>> first = latest.firstSlice();
        while (first != null && (first.namespace() < end || common == EventTime.MAX)) {
            if (!tell(first, out)) {
                return false;
            }
            telling = null;
            latest.drop(first.namespace());
            first = latest.firstSlice();
        }
        return true;
    }

    private boolean tell(Slice<K, TimedRows<T>> interval, Output<T> out) {
        if (telling == null) {
            telling = interval.cursor();
        }
        while (out.hasRoom()) {
            if (!telling.next()) {
                return true;
            }
            telling.peek().toFirst(at);
            out.emit(at.value(), at.time());
            at.clear();
        }
        return false;
    }

    @Override
    public Optional<String> waitsFor() {
        return latest.firstSlice() == null
                ? Optional.empty()
                : Optional.of(
                        "the end of the interval of " + every + " ms that begins at " + EventTime.text(earliestKept()));
    }

    @Override
    Outstanding.AtWatermark firstOf(K key, int hash) {
        Slice<K, TimedRows<T>> interval = latest.firstSlice();
        while (interval != null && interval.peek(key, hash) == null) {
            interval = latest.sliceAfter(interval.namespace());
        }
        if (interval == null) {
            return null;
        }
        long start = interval.namespace() <= Long.MIN_VALUE / every ? EventTime.NONE + 1 : interval.namespace() * every;
        long end = EventTime.plus(start, every);
        return new Outstanding.AtWatermark(start, end, end - 1);
    }

    /** No event is earlier than its interval. */
    @Override
    public long earliestKept() {
        Slice<K, TimedRows<T>> first = latest.firstSlice();
        if (first == null) {
            return EventTime.MAX;
        }
        return first.namespace() <= Long.MIN_VALUE / every ? EventTime.NONE + 1 : first.namespace() * every;
    }
}
