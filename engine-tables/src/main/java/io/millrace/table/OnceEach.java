package io.millrace.table;

import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.operator.Outstanding;
import io.millrace.state.KeyedState;
import io.millrace.state.ValueSpec;
import io.millrace.state.serde.Type;
import io.millrace.state.table.Cursor;
import io.millrace.state.table.GroupProgress;
import io.millrace.state.table.KeyGroups;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import io.millrace.table.state.Span;
import io.millrace.time.EventTime;
import java.util.Objects;
import java.util.Optional;

/**
 * Tells the changes of a key within an interval of event time as one. A change goes into the interval of its timestamp, but
 * never into one that is over, or that is before that of an earlier change of its key: so what is told is in the order in
 * which it happened.
 */
abstract class OnceEach<I, K, V> extends RowByRow<I, TableChange<K, V>> {

    private final long interval;
    private final String rows;
    private final Type<V> rowType;

    /** By the starts of intervals. */
    private StateTable<K, Span<V>> spans;

    /** Of each key that has a change to be told, the start of the last interval with one. */
    private StateTable<K, Long> lastTable;

    private Slice<K, Long> last;
    private GroupProgress eventTime;

    /** Through the interval that is being told; null between two. */
    private Cursor<K, Span<V>> told;

    /** Whether that is at a key that has not been told yet. */
    private boolean isAtKey;

    /**
     * Of an interval.
     *
     * @param rows what the rows are that it keeps, for messages
     */
    OnceEach(long interval, String rows, Type<V> rowType) {
        this.interval = interval;
        this.rows = rows;
        this.rowType = rowType;
    }

    @Override
    void declare(OperatorContext context) {
        KeyedState<K> keyed = context.keyedState();
        spans = keyed.table("spans", Span.serde(keyed.serde(rows, rowType)));
        lastTable = keyed.table(ValueSpec.of("last intervals", Long.class));
        eventTime = keyed.eventTime();
    }

    @Override
    public void onRestored() {
        last = lastTable.slice(0);
    }

    /** Whether time is over, and with it all intervals. */
    final boolean isTimeOver(int hash) {
        return eventTime.of(KeyGroups.groupOf(hash)) == EventTime.MAX;
    }

    /** The start of the interval that a change goes into. */
    final long startFor(K key, int hash, long timestamp) {
        long passed = eventTime.of(KeyGroups.groupOf(hash));
        long start = startOf(passed == EventTime.NONE ? timestamp : Math.max(timestamp, passed + 1));
        Long latest = last.peek(key, hash);
        return latest == null ? start : Math.max(latest, start);
    }

    /** Whether an interval is the last of a key. */
    final boolean isLast(K key, int hash, long start) {
        Long latest = last.peek(key, hash);
        return latest != null && latest == start;
    }

    /** What a key has of an interval, or null. */
    final Span<V> get(K key, int hash, long start) {
        return spans.slice(start).peek(key, hash);
    }

    /** Sets what a key has of an interval, which is the last one of it. */
    final void set(K key, int hash, long start, Span<V> span) {
        if (!isLast(key, hash, start)) {
            last.put(key, hash, start);
        }
        spans.slice(start).put(key, hash, span);
    }

    /** Says what the row of a key is after its last interval, if there is one. */
    final void endLast(K key, int hash, V after) {
        Long latest = last.peek(key, hash);
        if (latest != null) {
            spans.slice(latest).put(key, hash, new Span<>(get(key, hash, latest).before(), after));
        }
    }

    private long startOf(long timestamp) {
        long start = timestamp - Math.floorMod(timestamp, interval);
        return start > timestamp ? Long.MIN_VALUE : start;
    }

    private long endOf(long start) {
        return EventTime.plus(start, interval);
    }

    @Override
    public boolean onWatermark(long watermark, Output<TableChange<K, V>> out) {
        for (Slice<K, Span<V>> first = spans.firstSlice(); first != null; first = spans.firstSlice()) {
            long start = first.namespace();
            if (endOf(start) - 1 > watermark) {
                return true;
            }
            if (!tell(first, out)) {
                return false;
            }
            spans.drop(start);
        }
        return true;
    }

    private boolean tell(Slice<K, Span<V>> slice, Output<TableChange<K, V>> out) {
        if (told == null) {
            told = slice.cursor();
        }
        while (out.hasRoom()) {
            if (!isAtKey && !told.next()) {
                told = null;
                return true;
            }
            isAtKey = !tellKey(slice.namespace(), out);
            if (isAtKey) {
                return false;
            }
        }
        return false;
    }

    private boolean tellKey(long start, Output<TableChange<K, V>> out) {
        K key = told.key();
        try {
            Span<V> span = told.peek();
            V after = span.after();
            if (isLast(key, told.hash(), start)) {
                if (!isKnown(key, told.hash())) {
                    return false;
                }
                after = afterLast(key, span);
                last.remove(key, told.hash());
            }
            if (!Objects.equals(span.before(), after)) {
                out.emit(new TableChange<>(key, span.before(), after), endOf(start) - 1);
            }
            return true;
        } catch (Exception e) {
            throw context().failure(e, key, null, EventTime.NONE);
        }
    }

    /** Whether it is known what a row is after the last interval of its key; if not, it is asked again. */
    abstract boolean isKnown(K key, int hash) throws Exception;

    /** What a row is after the last interval of its key, where that is known. */
    abstract V afterLast(K key, Span<V> span) throws Exception;

    @Override
    @SuppressWarnings("unchecked") // whoever asks for a key of another type finds nothing
    public Optional<Outstanding> outstanding(Object key, int hash) {
        Long latest = last.peek((K) key, hash);
        return Optional.of(
                latest == null
                        ? new Outstanding.Nothing()
                        : new Outstanding.AtWatermark(latest, endOf(latest), endOf(latest) - 1));
    }
}
