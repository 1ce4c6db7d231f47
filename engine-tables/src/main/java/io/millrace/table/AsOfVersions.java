package io.millrace.table;

import io.millrace.function.Fn;
import io.millrace.metrics.Metrics.Counter;
import io.millrace.state.table.GroupProgress;
import io.millrace.state.table.KeyGroups;
import io.millrace.state.table.Slice;
import io.millrace.state.table.TimedRows;
import io.millrace.state.table.TimedSides;
import io.millrace.table.Versions.Version;
import io.millrace.table.state.DueCells;
import io.millrace.table.state.Held;
import io.millrace.time.EventTime;

/** The versions of the rows of a table, at the right of what there is of their keys: as far back as its history goes. */
final class AsOfVersions<K, V> {

    private final long history;
    private final GroupProgress eventTime;
    private final Counter lateVersions;
    private final TimedRows.Position<Held> version = new TimedRows.Position<>();

    /** Versions by when what was before them is over. */
    private final DueCells trimming = new DueCells();

    private Slice<K, TimedSides<Held, Held>> rows;

    AsOfVersions(long history, GroupProgress eventTime, Counter lateVersions) {
        this.history = history;
        this.eventTime = eventTime;
        this.lateVersions = lateVersions;
    }

    static <K> Fn<Object, K> key() {
        return said -> AsOfVersions.<K>keyOf(said);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the changes of the table are versions
    private static <K> K keyOf(Object said) {
        return ((Version<K, ?>) said).key();
    }

    void keepIn(Slice<K, TimedSides<Held, Held>> newRows) {
        rows = newRows;
    }

    /** What held at the beginning of the history stays until the next one takes its place, unless it is that there was none. */
    void takeUp(int hash, TimedSides<Held, Held> cell) {
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

    /**
     * Keeps a version.
     *
     * @param found see {@link #cell}
     */
    void keep(Version<K, V> said, TimedSides<Held, Held> found, int hash, long timestamp) {
        long time = eventTime.of(KeyGroups.groupOf(hash));
        boolean isLate = timestamp <= time && time != EventTime.NONE;
        if (isLate) {
            lateVersions.increment();
            if (isForgotten(said.key(), hash, timestamp, EventTime.minus(time, history))) {
                return;
            }
        }
        TimedSides<Held, Held> cell = cell(found, said.key(), hash);
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

    /**
     * What there is of a key, which is added when there is nothing.
     *
     * @param found what has been looked up, with others of its batch, or null; what is empty by now is kept no more
     */
    TimedSides<Held, Held> cell(TimedSides<Held, Held> found, K key, int hash) {
        return found != null && !found.isEmpty() ? found : rows.getOrAdd(key, hash);
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
        boolean forgotten = version.isEnd() || version.time() > timestamp;
        version.clear();
        return forgotten;
    }

    /** The row that a key had at a time, or null. */
    V asOf(TimedSides<Held, Held> cell, long time) {
        if (!cell.hasRight()) {
            return null;
        }
        cell.right().seekLatest(version, time);
        V row = version.isEnd() ? null : version.value().value();
        version.clear();
        return row;
    }

    /** Forgets what is over: of so many keys at a time; returns whether that was all. */
    boolean trimAll(long watermark) {
        for (int left = RowsOperator.KEYS_AT_A_TIME; left > 0; left--) {
            Held first = trimming.first(watermark);
            if (first == null) {
                return true;
            }
            trimming.done();
            trim(first, eventTime.of(KeyGroups.groupOf(first.hash())));
        }
        return false;
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
}
