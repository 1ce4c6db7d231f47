package io.millrace.table;

import io.millrace.function.Fn;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.operator.SideOutput;
import io.millrace.state.KeyedState;
import io.millrace.state.Ttl;
import io.millrace.state.serde.Type;
import io.millrace.state.table.GroupProgress;
import io.millrace.state.table.KeyGroups;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import io.millrace.state.table.TimerQueue;
import io.millrace.time.EventTime;
import java.util.Objects;

/** Keeps the latest row of each key, and tells what has changed. */
final class Upserts<K, T, V> extends RowByRow<T, TableChange<K, V>> {

    private static final String VERSIONS = "versions";

    private final Fn<? super T, ? extends K> key;
    private final Fn<? super T, ? extends V> row;
    private final Type<V> rowType;
    private final Ttl ttl;
    private StateTable<K, V> table;
    private Slice<K, V> rows;

    /** Null where rows live for ever. */
    private TimerQueue<K> expiry;

    private Output<Version<K, V>> versions;
    private GroupProgress eventTime;
    private boolean byClock;
    private long now;

    Upserts(Fn<? super T, ? extends K> key, Fn<? super T, ? extends V> row, Type<V> rowType, Ttl ttl) {
        this.key = key;
        this.row = row;
        this.rowType = rowType;
        this.ttl = ttl;
    }

    /** What is said of each key, be it news or not. */
    @SuppressWarnings("unchecked") // the class of all versions
    static <K, V> SideOutput<Version<K, V>> versions() {
        return SideOutput.of(VERSIONS, (Class<Version<K, V>>) (Class<?>) Version.class);
    }

    @Override
    void declare(OperatorContext context) {
        versions = context.sideOutput(VERSIONS);
        KeyedState<K> keyed = context.keyedState();
        table = keyed.table("rows", keyed.serde("its rows", rowType));
        byClock = ttl != null && ttl.domain() == Ttl.Domain.PROCESSING_TIME;
        if (ttl != null) {
            expiry = keyed.timers("expiry");
            eventTime = keyed.eventTime();
        }
    }

    @Override
    public void onRestored() {
        rows = table.slice(0);
        if (ttl != null) {
            expiry.rebuild();
            scheduleNext();
        }
    }

    @Override
    void begin() {
        now = byClock ? context().processingTime() : 0;
    }

    @Override
    boolean take(int input, T event, int hash, long timestamp, Output<TableChange<K, V>> out) throws Exception {
        K of = keyOf(input, event);
        V after = row.apply(event);
        versions.emit(new Version<>(of, after), timestamp);
        V before = rows.peek(of, hash);
        if (ttl != null) {
            renew(of, hash, timestamp, after != null);
        }
        if (Objects.equals(before, after)) {
            return true;
        }
        if (after == null) {
            rows.remove(of, hash);
        } else {
            rows.put(of, hash, after);
        }
        out.emit(new TableChange<>(of, before, after), timestamp);
        return true;
    }

    @Override
    K keyOf(int input, T event) throws Exception {
        return Objects.requireNonNull(
                key.apply(event), "the key must not be null; filter such events out before keyBy");
    }

    private void renew(K of, int hash, long timestamp, boolean lives) {
        if (!lives) {
            expiry.clear(of, hash);
            return;
        }
        long used = byClock ? now : Math.max(timestamp, eventTime.of(KeyGroups.groupOf(hash)));
        long due = EventTime.plus(used, ttl.millis());
        long before = expiry.dueOf(of, hash);
        if (before == TimerQueue.NONE || before < due) {
            expiry.set(of, hash, due);
            scheduleNext();
        }
    }

    @Override
    public boolean onWatermark(long watermark, Output<TableChange<K, V>> out) {
        // At the end of the data time goes no further: the table is what it is then.
        return ttl == null || byClock || watermark == EventTime.MAX || expire(watermark, out);
    }

    @Override
    public boolean onProcessingTime(long time, Output<TableChange<K, V>> out) {
        if (!byClock) {
            return true;
        }
        boolean done = expire(time, out);
        scheduleNext();
        return done;
    }

    private boolean expire(long time, Output<TableChange<K, V>> out) {
        while (expiry.nextDue() <= time) {
            if (!out.hasRoom()) {
                return false;
            }
            if (!expiry.pollDue(time)) {
                return true;
            }
            V before = rows.remove(expiry.key(), expiry.hash());
            if (before != null) {
                long timestamp = timeOfExpiry();
                versions.emit(new Version<>(expiry.key(), null), timestamp);
                out.emit(new TableChange<>(expiry.key(), before, null), timestamp);
            }
        }
        return true;
    }

    /** Later than what the watermark has passed. */
    private long timeOfExpiry() {
        if (!byClock) {
            return expiry.due();
        }
        long passed = eventTime.highest();
        return passed == EventTime.NONE ? EventTime.NONE : EventTime.plus(passed, 1);
    }

    private void scheduleNext() {
        if (byClock && expiry.nextDue() != TimerQueue.NONE) {
            context().wakeAtMillis(expiry.nextDue());
        }
    }
}
