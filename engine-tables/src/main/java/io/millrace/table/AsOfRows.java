package io.millrace.table;

import io.millrace.function.BiFn;
import io.millrace.function.Fn;
import io.millrace.metrics.Metrics;
import io.millrace.metrics.Metrics.Counter;
import io.millrace.operator.KeyReader;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.operator.Outstanding;
import io.millrace.operator.SideOutput;
import io.millrace.state.KeyedState;
import io.millrace.state.serde.Type;
import io.millrace.state.table.Cursor;
import io.millrace.state.table.GroupProgress;
import io.millrace.state.table.KeyGroups;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import io.millrace.state.table.TimedRows;
import io.millrace.state.table.TimedSides;
import io.millrace.state.table.TimerLadder;
import io.millrace.table.Versions.Version;
import io.millrace.table.state.Held;
import io.millrace.time.EventTime;
import java.util.Optional;

/**
 * Joins each event, by input 0, with the row that its key had at its timestamp, according to the changes that come by
 * input 1. Events wait until event time has come to them by both inputs; until then any version may still come that holds
 * for them.
 */
final class AsOfRows<K, T, V, R> extends RowByRow<Object, R> {

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
    private final TimedRows.Position<Held> event = new TimedRows.Position<>();
    private final TimedRows.Position<Held> version = new TimedRows.Position<>();

    /** Events that wait at the left, versions at the right. */
    private StateTable<K, TimedSides<Held, Held>> rowTable;

    private Slice<K, TimedSides<Held, Held>> rows;

    /** The first event of each key that has some, by its time. */
    private final TimerLadder<Held> due = TimerLadder.exact();

    /** Versions by when what was before them is over. */
    private final TimerLadder<Held> trimming = TimerLadder.exact();

    private GroupProgress eventTime;
    private Output<T> late;
    private Counter lateEvents;
    private Counter lateVersions;

    /** Goes through what was restored; null when that is done. */
    private Cursor<K, TimedSides<Held, Held>> restored;

    /** The first of the events that are being released; null between two keys. */
    private Held releasing;

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
        rowTable = keyed.timedSides(
                "rows",
                Held.serde(keyed.serde("the events, which wait", eventType)),
                Held.serde(keyed.serde("the rows of the table", rowType)));
        eventTime = keyed.eventTime();
        late = context.sideOutput(SideOutput.LATE);
        lateEvents = context.metrics().counter(Metrics.LATE);
        lateVersions = context.metrics().counter(LATE_VERSIONS);
    }

    @Override
    public void onRestored() {
        rows = rowTable.slice(0);
        restored = rows.size() == 0 ? null : rows.cursor();
    }

    /** Takes up what was restored: so many keys at a time. */
    @Override
    boolean isReady() {
        for (int left = KEYS_AT_A_TIME; restored != null && left > 0; left--) {
            if (restored.next()) {
                takeUp(restored.hash(), restored.peek());
            } else {
                restored = null;
            }
        }
        return restored == null;
    }

    private void takeUp(int hash, TimedSides<Held, Held> cell) {
        if (cell.hasLeft()) {
            for (cell.left().toFirst(event); !event.isEnd(); event.next()) {
                event.value().keptIn(hash, cell);
            }
            event.clear();
            scheduleFirst(cell.left());
        }
        if (cell.hasRight()) {
            takeUpVersions(hash, cell);
        }
    }

    /** What held at the beginning of the history stays until the next one takes its place, unless it is that there was none. */
    private void takeUpVersions(int hash, TimedSides<Held, Held> cell) {
        long time = eventTime.of(KeyGroups.groupOf(hash));
        cell.right().toFirst(version);
        Held base = version.value();
        for (; !version.isEnd(); version.next()) {
            Held held = version.value();
            held.keptIn(hash, cell);
            long over = EventTime.plus(version.time(), history);
            if (held != base || over > time || held.value() == null) {
                trimming.schedule(held, over);
            }
        }
        version.clear();
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
        TimedSides<Held, Held> cell = rows.getOrAdd(key, hash);
        TimedRows<Held> waiting = cell.left();
        Held held = new Held(row);
        held.keptIn(hash, cell);
        if (waiting.isEmpty()) {
            due.schedule(held, timestamp);
        } else if (timestamp < waiting.firstTime()) {
            waiting.toFirst(event);
            due.cancel(event.value());
            event.clear();
            due.schedule(held, timestamp);
        }
        waiting.add(timestamp, held);
    }

    private void keepVersion(Version<K, V> said, int hash, long timestamp) {
        long time = eventTime.of(KeyGroups.groupOf(hash));
        boolean isLate = timestamp <= time && time != EventTime.NONE;
        if (isLate) {
            lateVersions.increment();
            if (isForgotten(said.key(), hash, timestamp, EventTime.minus(time, history))) {
                return;
            }
        }
        TimedSides<Held, Held> cell = rows.getOrAdd(said.key(), hash);
        Held held = new Held(said.row());
        held.keptIn(hash, cell);
        cell.right().add(timestamp, held);
        long over = EventTime.plus(timestamp, history);
        if (isLate && over <= time) {
            trim(held, time);
        } else {
            trimming.schedule(held, over);
        }
    }

    /** Whether it is of a time of which nothing is known any more but what held at its end. */
    private boolean isForgotten(K key, int hash, long timestamp, long end) {
        if (timestamp > end) {
            return false;
        }
        TimedSides<Held, Held> cell = rows.peek(key, hash);
        if (cell == null || !cell.hasRight()) {
            return true;
        }
        cell.right().seekLatest(version, end);
        return version.isEnd() || version.time() > timestamp;
    }

    /** Keeps the version that held at the beginning of the history, unless it is that there was none, and all later ones. */
    private void trim(Held of, long time) {
        TimedSides<Held, Held> cell = of.cell();
        TimedRows<Held> kept = cell.right();
        long begin = EventTime.minus(time, history);
        if (kept.size() > 1) {
            for (kept.toFirst(version); !version.isEnd() && version.time() <= begin; version.next()) {
                trimming.cancel(version.value());
            }
        }
        kept.seekLatest(version, begin);
        if (!version.isEnd()) {
            kept.dropBefore(version);
            trimming.cancel(version.value());
            if (version.value().value() == null) {
                version.remove();
            }
        }
        version.clear();
        if (cell.isEmpty()) {
            rows.remove(cell.key(), of.hash());
        }
    }

    @Override
    public boolean onWatermark(long watermark, Output<R> out) {
        if (!isReady()) {
            return false;
        }
        for (Held first = firstDue(watermark); first != null; first = firstDue(watermark)) {
            if (!release(first, watermark, out)) {
                return false;
            }
        }
        return watermark == EventTime.MAX || trimAll(watermark);
    }

    /** The first of a key that is due, or where events of a key are being released, of that one; or null. */
    private Held firstDue(long watermark) {
        return releasing != null ? releasing : due.firstDue(watermark);
    }

    /** So many keys at a time. */
    private boolean trimAll(long watermark) {
        for (int left = KEYS_AT_A_TIME; left > 0; left--) {
            Held first = trimming.firstDue(watermark);
            if (first == null) {
                return true;
            }
            trimming.cancel(first);
            trim(first, eventTime.of(KeyGroups.groupOf(first.hash())));
        }
        return false;
    }

    /** Joins the events of a key that are due, in the order of their times. */
    private boolean release(Held first, long watermark, Output<R> out) {
        TimedSides<Held, Held> cell = first.cell();
        TimedRows<Held> waiting = cell.left();
        if (releasing == null) {
            releasing = first;
            due.cancel(first);
            waiting.toFirst(event);
        }
        for (; !event.isEnd() && event.time() <= watermark; event.next()) {
            if (!out.hasRoom()) {
                return false;
            }
            join(cell, out);
        }
        waiting.dropUpTo(watermark);
        releasing = null;
        event.clear();
        version.clear();
        if (!waiting.isEmpty()) {
            scheduleFirst(waiting);
        } else if (cell.isEmpty()) {
            rows.remove(cell.key(), first.hash());
        }
        return true;
    }

    private void scheduleFirst(TimedRows<Held> waiting) {
        waiting.toFirst(event);
        due.schedule(event.value(), event.time());
        event.clear();
    }

    private void join(TimedSides<Held, Held> cell, Output<R> out) {
        V row = null;
        if (cell.hasRight()) {
            cell.right().seekLatest(version, event.time());
            row = version.isEnd() ? null : version.value().value();
        }
        if (row == null && inner) {
            return;
        }
        T of = event.value().value();
        R result;
        try {
            result = given(function.apply(of, row), "the function of the join");
        } catch (Throwable e) {
            throw context().failure(e, cell.key(), of, event.time());
        }
        out.emit(result, event.time());
    }

    @Override
    public boolean beforeSnapshot(long snapshot, Output<R> out) {
        return isReady();
    }

    @Override
    public long earliestKept() {
        if (restored != null) {
            return EventTime.NONE + 1;
        }
        Held first = due.firstDue(EventTime.MAX);
        return first == null ? EventTime.MAX : first.due();
    }

    @Override
    public Optional<String> waitsFor() {
        return due.firstDue(EventTime.MAX) == null
                ? Optional.empty()
                : Optional.of(
                        "table '" + table + "', or its own stream, to come to the times of the events that it keeps");
    }

    @Override
    @SuppressWarnings("unchecked") // whoever asks for a key of another type finds nothing
    public Optional<Outstanding> outstanding(Object key, int hash) {
        TimedSides<Held, Held> cell = rows.peek((K) key, hash);
        if (cell == null || !cell.hasLeft()) {
            return Optional.of(new Outstanding.Nothing());
        }
        long first = cell.left().firstTime();
        return Optional.of(new Outstanding.AtWatermark(first, EventTime.plus(first, 1), first));
    }

    @Override
    @SuppressWarnings("unchecked") // see take
    K keyOf(int input, Object row) throws Exception {
        return input == 1 ? ((Version<K, V>) row).key() : KeyReader.checked(keyOfEvent.apply((T) row));
    }
}
