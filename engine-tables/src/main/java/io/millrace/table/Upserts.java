package io.millrace.table;

import io.millrace.function.Fn;
import io.millrace.operator.Batch;
import io.millrace.operator.KeyReader;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.operator.SideOutput;
import io.millrace.state.KeyedState;
import io.millrace.state.Ttl;
import io.millrace.state.serde.Type;
import io.millrace.state.table.Cursor;
import io.millrace.state.table.GroupProgress;
import io.millrace.state.table.KeyGroups;
import io.millrace.state.table.TimerQueue;
import io.millrace.table.Versions.Version;
import io.millrace.table.state.BatchLookUp;
import io.millrace.table.state.Dated;
import io.millrace.table.state.DatedRows;
import io.millrace.time.EventTime;

/** Keeps the latest row of each key, and tells what has changed. Made by copies, see {@link io.millrace.function.Monomorphic}. */
final class Upserts<K, T, V> extends RowInPlace<T, TableChange<K, V>> {

    private static final String VERSIONS = "versions";

    private final Fn<? super T, ? extends K> key;
    private final Fn<? super T, ? extends V> row;
    private final Type<V> rowType;
    private final Ttl ttl;

    /** Each with the latest timestamp of its changes; by the clock, of all that has been said of its key. */
    private DatedRows<K, V> rows;

    private BatchLookUp<K, T, Dated<V>> lookUp;

    /**
     * When keys were last used, not when they end: so what a new version of the program says of the time to live goes for
     * what is there. Null where rows live for ever.
     */
    private TimerQueue<K> uses;

    /** The rows that may be from before there was a time to live, as far as they have not been looked at; or null. */
    private Cursor<K, Dated<V>> unused;

    private Output<Version<K, V>> versions;
    private GroupProgress eventTime;

    /** What event time had come to when the job went on, by key group: nothing may be told of a time before. */
    private long[] restoredTimes;

    /** Whether anybody reads the changes. */
    private boolean isRead;

    private int firstGroup;
    private boolean byClock;
    private long now;

    Upserts(Fn<? super T, ? extends K> key, Fn<? super T, ? extends V> row, Type<V> rowType, Ttl ttl) {
        this.key = key;
        this.row = row;
        this.rowType = rowType;
        this.ttl = ttl;
    }

    /** What is said of each key, be it news or not. */
    static <K, V> SideOutput<Version<K, V>> versions(Type<K> key, Type<V> row) {
        return new SideOutput<>(VERSIONS, versionType(key, row));
    }

    /** The type of versions, without arguments where these are not known. */
    @SuppressWarnings("unchecked") // the class of all versions
    static <K, V> Type<Version<K, V>> versionType(Type<K> key, Type<V> row) {
        return key == null || row == null
                ? Type.of((Class<Version<K, V>>) (Class<?>) Version.class)
                : Type.of(Version.class, key, row);
    }

    @Override
    void declare(OperatorContext context) {
        versions = context.sideOutput(VERSIONS);
        KeyedState<K> keyed = context.keyedState();
        rows = new DatedRows<>(keyed, "rows", keyed.serde("its rows", rowType));
        lookUp = new BatchLookUp<>(KeyReader.of(key, context));
        byClock = ttl != null && ttl.domain() == Ttl.Domain.PROCESSING_TIME;
        if (ttl != null) {
            uses = keyed.timers(byClock ? "used in processing time" : "used in event time");
            eventTime = keyed.eventTime();
            firstGroup = keyed.groups().first();
            restoredTimes = new long[keyed.groups().size()];
        }
    }

    @Override
    public void onRestored() {
        rows.restored();
        if (ttl != null) {
            uses.rebuild();
            unused = rows.size() == uses.size() ? null : rows.cursor();
            for (int i = 0; i < restoredTimes.length; i++) {
                restoredTimes[i] = eventTime.of(firstGroup + i);
            }
            scheduleNext();
        }
    }

    @Override
    void begin(Batch<T> events, Output<TableChange<K, V>> out) {
        now = byClock ? context().processingTime() : 0;
        isRead = out.isRead();
        rows.find(lookUp, events);
    }

    @Override
    TableChange<K, V> make(T event, int hash, long timestamp) throws Exception {
        K of = lookUp.key();
        Dated<V> known = rows.now(lookUp.found(), of, hash);
        lookUp.goOn();
        V after = row.apply(event);
        if (versions.isRead()) {
            versions.emit(new Version<>(of, after), timestamp);
        }
        V before = Dated.rowOf(known);
        if (ttl != null) {
            renew(of, hash, timestamp, after != null);
        }
        if (isSame(before, after)) {
            if (byClock && known != null && known.timestamp() < timestamp) {
                rows.set(known, of, hash, before, timestamp);
            }
            return null;
        }
        if (after == null) {
            rows.remove(of, hash);
        } else {
            rows.set(known, of, hash, after, known == null ? timestamp : Math.max(known.timestamp(), timestamp));
        }
        return isRead ? new TableChange<>(of, before, after) : null;
    }

    /** Here, and not by {@code Objects.equals}, which has seen the rows of all tables: so the compiler knows what it calls. */
    private boolean isSame(V before, V after) {
        return before == after || (before != null && before.equals(after));
    }

    @Override
    K keyOf(int input, T event) throws Exception {
        return KeyReader.checked(key.apply(event));
    }

    private void renew(K of, int hash, long timestamp, boolean lives) {
        if (!lives) {
            uses.clear(of, hash);
            return;
        }
        long use = byClock ? now : timeOfUse(hash, timestamp);
        if (use == EventTime.NONE) {
            throw new IllegalStateException(
                    "the event has no timestamp, which the Ttl needs; put .timestamps(...) before table '"
                            + context().operator() + "'");
        }
        if (uses.setNoEarlier(of, hash, use)) {
            scheduleNext();
        }
    }

    private long timeOfUse(int hash, long timestamp) {
        return Math.max(timestamp, eventTime.of(KeyGroups.groupOf(hash)));
    }

    @Override
    public boolean onWatermark(long watermark, Output<TableChange<K, V>> out) {
        // At the end of the data time goes no further: the table is what it is then.
        return ttl == null || byClock || watermark == EventTime.MAX || (adopt(watermark) && expire(watermark, out));
    }

    @Override
    public boolean onProcessingTime(long time, Output<TableChange<K, V>> out) {
        if (!byClock || eventTime.highest() == EventTime.MAX) {
            return true;
        }
        boolean done = adopt(time) && expire(time, out);
        scheduleNext();
        return done;
    }

    /** What is from before there was a time to live counts as used now: so many keys at a time. */
    private boolean adopt(long time) {
        for (int left = KEYS_AT_A_TIME; unused != null; left--) {
            if (left == 0) {
                return false;
            }
            if (!unused.next()) {
                unused = null;
            } else if (uses.dueOf(unused.key(), unused.hash()) == TimerQueue.NONE) {
                long use =
                        byClock ? time : timeOfUse(unused.hash(), unused.peek().timestamp());
                uses.set(unused.key(), unused.hash(), use);
            }
        }
        return true;
    }

    private boolean expire(long time, Output<TableChange<K, V>> out) {
        long last = EventTime.minus(time, ttl.millis());
        while (uses.nextDue() <= last) {
            if (!out.hasRoom()) {
                return false;
            }
            if (!uses.pollDue(last)) {
                return true;
            }
            Dated<V> before = rows.remove(uses.key(), uses.hash());
            if (before != null) {
                long timestamp = Math.max(timeOfExpiry(), before.timestamp());
                if (versions.isRead()) {
                    versions.emit(new Version<>(uses.key(), null), timestamp);
                }
                out.emit(new TableChange<>(uses.key(), before.row(), null), timestamp);
            }
        }
        return true;
    }

    /** Later than what the watermark has passed. */
    private long timeOfExpiry() {
        if (!byClock) {
            long restored = restoredTimes[KeyGroups.groupOf(uses.hash()) - firstGroup];
            return Math.max(EventTime.plus(uses.due(), ttl.millis()), EventTime.plus(restored, 1));
        }
        long passed = eventTime.highest();
        return passed == EventTime.NONE ? EventTime.NONE : EventTime.plus(passed, 1);
    }

    private void scheduleNext() {
        if (!byClock) {
            return;
        }
        if (unused != null) {
            context().wakeAtMillis(context().processingTime());
        } else if (uses.nextDue() != TimerQueue.NONE) {
            context().wakeAtMillis(EventTime.plus(uses.nextDue(), ttl.millis()));
        }
    }
}
