package io.millrace.table;

import io.millrace.function.BiFn;
import io.millrace.function.Fn;
import io.millrace.metrics.Metrics;
import io.millrace.metrics.Metrics.Counter;
import io.millrace.operator.Batch;
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
import io.millrace.state.table.ReadAhead;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import io.millrace.state.table.TimedRows;
import io.millrace.state.table.TimedSides;
import io.millrace.table.Versions.Version;
import io.millrace.table.state.BatchLookUp;
import io.millrace.table.state.DueCells;
import io.millrace.table.state.Held;
import io.millrace.time.EventTime;
import java.util.Optional;

/**
 * Joins each event, by input 0, with the row that its key had at its timestamp, according to the changes that come by
 * input 1. Events wait until event time has come to them by both inputs; until then any version may still come that holds
 * for them. Made by copies, see {@link io.millrace.function.Monomorphic}.
 */
final class AsOfRows<K, T, V, R> extends RowByRow<Object, R> {

    /** The metric of versions that came behind event time. */
    static final String LATE_VERSIONS = "late versions";

    private final Fn<? super T, ? extends K> keyOfEvent;
    private final BiFn<? super T, ? super V, ? extends R> function;
    private final boolean inner;
    private final String table;
    private final long history;
    private final Type<T> eventType;
    private final Type<V> rowType;
    private final TimedRows.Position<Held> event = new TimedRows.Position<>();

    /** Events that wait at the left, versions at the right. */
    private StateTable<K, TimedSides<Held, Held>> rowTable;

    private Slice<K, TimedSides<Held, Held>> rows;

    /** The first event of each key that has some, by its time. */
    private final DueCells due = new DueCells();

    private final ReadAhead ahead = new ReadAhead();

    private AsOfVersions<K, V> versions;
    private BatchLookUp<K, Object, TimedSides<Held, Held>> ofEvents;
    private BatchLookUp<K, Object, TimedSides<Held, Held>> ofVersions;

    private GroupProgress eventTime;
    private Output<T> late;
    private Counter lateEvents;

    /** Goes through what was restored; null when that is done. */
    private Cursor<K, TimedSides<Held, Held>> restored;

    /** Whether events of the first key that is due have been released, and others have not. */
    private boolean releasing;

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
    @SuppressWarnings("unchecked") // see take
    void declare(OperatorContext context) {
        KeyedState<K> keyed = context.keyedState();
        rowTable = keyed.timedSides(
                "rows",
                Held.serde(keyed.serde("the events, which wait", eventType)),
                Held.serde(keyed.serde("the rows of the table", rowType)));
        eventTime = keyed.eventTime();
        late = context.sideOutput(SideOutput.LATE);
        lateEvents = context.metrics().counter(Metrics.LATE);
        versions = new AsOfVersions<>(history, eventTime, context.metrics().counter(LATE_VERSIONS));
        ofEvents = new BatchLookUp<>(KeyReader.of((Fn<Object, K>) (Fn<?, ?>) keyOfEvent, context));
        ofVersions = new BatchLookUp<>(KeyReader.of(AsOfVersions.<K>key(), context));
    }

    @Override
    public void onRestored() {
        rows = rowTable.slice(0);
        versions.keepIn(rows);
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
            versions.takeUp(hash, cell);
        }
    }

    /** Looks up what there is of the keys of a batch. */
    @Override
    void begin(int input, Batch<Object> batch) {
        BatchLookUp<K, Object, TimedSides<Held, Held>> lookUp = input == 1 ? ofVersions : ofEvents;
        if (lookUp.hasMore()) {
            return;
        }
        lookUp.find(rows, batch);
        int size = batch.size();
        if (input == 1) {
            ahead.rights(lookUp.allFound(), size);
        } else {
            ahead.lefts(lookUp.allFound(), size);
        }
        ahead.forget(size);
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
            versions.keep((Version<K, V>) row, ofVersions.found(), hash, timestamp);
            ofVersions.goOn();
        } else {
            keepEvent((T) row, hash, timestamp);
            ofEvents.goOn();
        }
        return true;
    }

    private void keepEvent(T row, int hash, long timestamp) {
        if (timestamp <= eventTime.of(KeyGroups.groupOf(hash))) {
            lateEvents.increment();
            late.emit(row, timestamp);
            return;
        }
        TimedSides<Held, Held> cell = versions.cell(ofEvents.found(), ofEvents.key(), hash);
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

    @Override
    public boolean onWatermark(long watermark, Output<R> out) {
        if (!isReady()) {
            return false;
        }
        for (Held first = due.first(watermark); first != null; first = due.first(watermark)) {
            if (!release(first, watermark, out)) {
                return false;
            }
        }
        return watermark == EventTime.MAX || versions.trimAll(watermark);
    }

    /** Joins the events of a key that are due, in the order of their times. */
    private boolean release(Held first, long watermark, Output<R> out) {
        TimedSides<Held, Held> cell = first.cell();
        TimedRows<Held> waiting = cell.left();
        if (!releasing) {
            releasing = true;
            waiting.toFirst(event);
        }
        for (; !event.isEnd() && event.time() <= watermark; event.next()) {
            if (!out.hasRoom()) {
                return false;
            }
            join(cell, out);
        }
        waiting.dropUpTo(watermark);
        releasing = false;
        event.clear();
        due.done();
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
        V row = versions.asOf(cell, event.time());
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
        return due.nextDue();
    }

    @Override
    public Optional<String> waitsFor() {
        return due.nextDue() == EventTime.MAX
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
