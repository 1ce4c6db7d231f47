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
 * Puts the changes of a key within an interval of event time together into one. A change goes into the interval of its
 * timestamp, but never into one that is over, or that is before that of an earlier change of its key: so what is told is in
 * the order in which it happened.
 */
final class ChangesEvery<K, V> extends RowByRow<TableChange<K, V>, TableChange<K, V>> {

    private final long interval;
    private final Type<V> rowType;

    /** By the starts of intervals. */
    private StateTable<K, Span<V>> spans;

    /** Of each key that has a change to be told, the start of the last interval with one. */
    private StateTable<K, Long> lastTable;

    private Slice<K, Long> last;
    private GroupProgress eventTime;

    /** Through the interval that is being told; null between two. */
    private Cursor<K, Span<V>> told;

    ChangesEvery(long interval, Type<V> rowType) {
        this.interval = interval;
        this.rowType = rowType;
    }

    @Override
    void declare(OperatorContext context) {
        KeyedState<K> keyed = context.keyedState();
        spans = keyed.table("spans", Span.serde(keyed.serde("the rows of the table", rowType)));
        lastTable = keyed.table(ValueSpec.of("last intervals", Long.class));
        eventTime = keyed.eventTime();
    }

    @Override
    public void onRestored() {
        last = lastTable.slice(0);
    }

    @Override
    boolean take(int input, TableChange<K, V> change, int hash, long timestamp, Output<TableChange<K, V>> out) {
        K key = change.key();
        long passed = eventTime.of(KeyGroups.groupOf(hash));
        if (passed == EventTime.MAX) {
            out.emit(change, timestamp); // time is over, and with it all intervals
            return true;
        }
        long start = startOf(passed == EventTime.NONE ? timestamp : Math.max(timestamp, passed + 1));
        Long latest = last.peek(key, hash);
        if (latest != null && latest >= start) {
            start = latest;
        } else {
            last.put(key, hash, start);
        }
        Slice<K, Span<V>> slice = spans.slice(start);
        Span<V> before = slice.peek(key, hash);
        slice.put(key, hash, new Span<>(before == null ? change.before() : before.before(), change.after()));
        return true;
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
            if (!tell(first, endOf(start) - 1, out)) {
                return false;
            }
            spans.drop(start);
        }
        return true;
    }

    private boolean tell(Slice<K, Span<V>> slice, long timestamp, Output<TableChange<K, V>> out) {
        if (told == null) {
            told = slice.cursor();
        }
        while (out.hasRoom()) {
            if (!told.next()) {
                told = null;
                return true;
            }
            Long latest = last.peek(told.key(), told.hash());
            if (latest != null && latest == slice.namespace()) {
                last.remove(told.key(), told.hash());
            }
            Span<V> span = told.peek();
            if (!Objects.equals(span.before(), span.after())) {
                out.emit(new TableChange<>(told.key(), span.before(), span.after()), timestamp);
            }
        }
        return false;
    }

    @Override
    @SuppressWarnings("unchecked") // whoever asks for a key of another type finds nothing
    public Optional<Outstanding> outstanding(Object key, int hash) {
        Long latest = last.peek((K) key, hash);
        return Optional.of(
                latest == null
                        ? new Outstanding.Nothing()
                        : new Outstanding.AtWatermark(latest, endOf(latest), endOf(latest) - 1));
    }

    @Override
    Object keyOf(int input, TableChange<K, V> change) {
        return change.key();
    }
}
