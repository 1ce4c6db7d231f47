package io.millrace.table;

import io.millrace.function.BiFn;
import io.millrace.function.Fn;
import io.millrace.metrics.Counter;
import io.millrace.metrics.Metrics;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.operator.Outstanding;
import io.millrace.state.KeyedState;
import io.millrace.state.serde.Type;
import io.millrace.state.table.GroupProgress;
import io.millrace.state.table.KeyGroups;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import io.millrace.state.table.TimedRows;
import io.millrace.state.table.TimerQueue;
import io.millrace.table.state.Maybe;
import io.millrace.time.EventTime;
import java.util.Objects;
import java.util.Optional;

/**
 * Joins each event, by input 0, with the row that its key had at its timestamp, according to the changes that come by
 * input 1. Events wait until event time has come to them by both inputs; until then any version may still come that holds
 * for them.
 */
final class AsOfRows<K, T, V, R> extends RowByRow<Object, R> {

    /** The output of events that came too late. */
    static final String LATE = "late";

    /** The metric of versions that came behind event time. */
    static final String LATE_VERSIONS = "late versions";

    private static final int KEYS_AT_A_TIME = 1 << 10;

    private final Fn<? super T, ? extends K> keyOfEvent;
    private final BiFn<? super T, ? super V, ? extends R> function;
    private final boolean inner;
    private final String table;
    private final long history;
    private final Type<T> eventType;
    private final Type<V> rowType;
    private final TimedRows.Position<T> event = new TimedRows.Position<>();
    private final TimedRows.Position<Maybe<V>> version = new TimedRows.Position<>();
    private StateTable<K, TimedRows<T>> eventTable;
    private StateTable<K, TimedRows<Maybe<V>>> versionTable;
    private Slice<K, TimedRows<T>> events;
    private Slice<K, TimedRows<Maybe<V>>> versions;

    /** When the first event of a key is due. */
    private TimerQueue<K> due;

    /** When the first version of a key can go. */
    private TimerQueue<K> trimming;

    private GroupProgress eventTime;
    private Output<T> late;
    private Counter lateEvents;
    private Counter lateVersions;

    /** Of the key whose events are being released; null between two. */
    private TimedRows<T> releasing;

    AsOfRows(
            Fn<? super T, ? extends K> keyOfEvent,
            BiFn<? super T, ? super V, ? extends R> function,
            boolean inner,
            String table,
            long history,
            Type<T> eventType,
            Type<V> rowType) {
        this.keyOfEvent = keyOfEvent;
        this.function = function;
        this.inner = inner;
        this.table = table;
        this.history = history;
        this.eventType = eventType;
        this.rowType = rowType;
    }

    @Override
    void declare(OperatorContext context) {
        KeyedState<K> keyed = context.keyedState();
        eventTable = keyed.timedRows("events", keyed.serde("the events, which wait", eventType));
        versionTable = keyed.timedRows("versions", Maybe.serde(keyed.serde("the rows of the table", rowType)));
        due = keyed.timers("due");
        trimming = keyed.timers("trimming");
        eventTime = keyed.eventTime();
        late = context.sideOutput(LATE);
        lateEvents = context.metrics().counter(Metrics.LATE);
        lateVersions = context.metrics().counter(LATE_VERSIONS);
    }

    @Override
    public void onRestored() {
        events = eventTable.slice(0);
        versions = versionTable.slice(0);
        due.rebuild();
        trimming.rebuild();
    }

    @Override
    @SuppressWarnings("unchecked") // the inputs are those of AsOfJoin
    boolean take(int input, Object row, int hash, long timestamp, Output<R> out) throws Exception {
        if (timestamp == EventTime.NONE) {
            throw new IllegalStateException((input == 1 ? "the change of table '" + table + "'" : "the event")
                    + " has no timestamp; put .timestamps(...) before both sides of join '"
                    + context().operator() + "'");
        }
        if (input == 1) {
            keepVersion((Version<K, V>) row, hash, timestamp);
        } else {
            keepEvent(keyOf(0, row), (T) row, hash, timestamp);
        }
        return true;
    }

    private void keepEvent(K key, T row, int hash, long timestamp) {
        if (timestamp <= eventTime.of(KeyGroups.groupOf(hash))) {
            lateEvents.increment();
            late.emit(row, timestamp);
            return;
        }
        events.getOrAdd(key, hash).add(timestamp, row);
        if (timestamp < due.dueOf(key, hash)) {
            due.set(key, hash, timestamp);
        }
    }

    private void keepVersion(Version<K, V> said, int hash, long timestamp) {
        K key = said.key();
        long time = eventTime.of(KeyGroups.groupOf(hash));
        if (timestamp <= time && time != EventTime.NONE) {
            lateVersions.increment();
            if (isForgotten(key, hash, timestamp, EventTime.minus(time, history))) {
                return;
            }
        }
        TimedRows<Maybe<V>> kept = versions.getOrAdd(key, hash);
        kept.add(timestamp, new Maybe<>(said.row()));
        trim(kept, key, hash, time);
    }

    /** Whether it is of a time of which nothing is known any more but what held at its end. */
    private boolean isForgotten(K key, int hash, long timestamp, long end) {
        if (timestamp > end) {
            return false;
        }
        TimedRows<Maybe<V>> kept = versions.peek(key, hash);
        if (kept == null) {
            return true;
        }
        kept.seekLatest(version, end);
        return version.isEnd() || version.time() > timestamp;
    }

    /** Keeps the version that held at the beginning of the history, unless it is that there was none, and all later ones. */
    private void trim(TimedRows<Maybe<V>> kept, K key, int hash, long time) {
        kept.seekLatest(version, time == EventTime.NONE ? EventTime.NONE : EventTime.minus(time, history));
        if (!version.isEnd()) {
            kept.dropBefore(version);
            if (version.value().row() == null) {
                version.remove();
            }
        }
        if (kept.isEmpty()) {
            versions.remove(key, hash);
            trimming.clear(key, hash);
            return;
        }
        scheduleTrimming(key, hash, kept);
    }

    private void scheduleTrimming(K key, int hash, TimedRows<Maybe<V>> kept) {
        kept.toFirst(version);
        if (version.value().row() != null) {
            version.next();
        }
        if (version.isEnd()) {
            trimming.clear(key, hash);
        } else {
            trimming.set(key, hash, EventTime.plus(version.time(), history));
        }
    }

    @Override
    public boolean onWatermark(long watermark, Output<R> out) {
        while (releasing != null || due.pollDue(watermark)) {
            if (!release(watermark, out)) {
                return false;
            }
        }
        return watermark == EventTime.MAX || trimAll(watermark);
    }

    /** So many keys at a time. */
    private boolean trimAll(long watermark) {
        for (int left = KEYS_AT_A_TIME; trimming.pollDue(watermark); left--) {
            K key = trimming.key();
            int hash = trimming.hash();
            TimedRows<Maybe<V>> kept = versions.get(key, hash);
            if (kept != null) {
                trim(kept, key, hash, eventTime.of(KeyGroups.groupOf(hash)));
            }
            if (left == 0) {
                return false;
            }
        }
        return true;
    }

    /** Joins the events of a key that are due, in the order of their times. */
    private boolean release(long watermark, Output<R> out) {
        K key = due.key();
        int hash = due.hash();
        if (releasing == null) {
            releasing = events.get(key, hash);
            releasing.toFirst(event);
        }
        TimedRows<Maybe<V>> kept = versions.peek(key, hash);
        for (; !event.isEnd() && event.time() <= watermark; event.next()) {
            if (!out.hasRoom()) {
                return false;
            }
            join(key, kept, out);
        }
        releasing.dropUpTo(watermark);
        if (releasing.isEmpty()) {
            events.remove(key, hash);
        } else {
            due.set(key, hash, releasing.firstTime());
        }
        releasing = null;
        event.clear();
        return true;
    }

    private void join(K key, TimedRows<Maybe<V>> kept, Output<R> out) {
        V row = null;
        if (kept != null) {
            kept.seekLatest(version, event.time());
            row = version.isEnd() ? null : version.value().row();
        }
        if (row == null && inner) {
            return;
        }
        T of = event.value();
        R result;
        try {
            result = given(function.apply(of, row), "the function of the join");
        } catch (Throwable e) {
            throw context().failure(e, key, of, event.time());
        }
        out.emit(result, event.time());
    }

    @Override
    public long earliestKept() {
        return due.nextDue();
    }

    @Override
    public Optional<String> waitsFor() {
        return due.size() == 0
                ? Optional.empty()
                : Optional.of(
                        "table '" + table + "', or its own stream, to come to the times of the events that it keeps");
    }

    @Override
    @SuppressWarnings("unchecked") // whoever asks for a key of another type finds nothing
    public Optional<Outstanding> outstanding(Object key, int hash) {
        long first = due.dueOf((K) key, hash);
        return Optional.of(
                first == TimerQueue.NONE
                        ? new Outstanding.Nothing()
                        : new Outstanding.AtWatermark(first, EventTime.plus(first, 1), first));
    }

    @Override
    @SuppressWarnings("unchecked") // see take
    K keyOf(int input, Object row) throws Exception {
        return input == 1
                ? ((Version<K, V>) row).key()
                : Objects.requireNonNull(
                        keyOfEvent.apply((T) row), "the key must not be null; filter such events out before keyBy");
    }
}
