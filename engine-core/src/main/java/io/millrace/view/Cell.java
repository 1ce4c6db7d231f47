package io.millrace.view;

import io.millrace.time.EventTime;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * The versions of the row of a key, from the oldest that is kept on: what is shown is among the first of them, however many are to come. The task that has the key writes; anybody reads. A version never changes but for what is
 * behind it, which is of a time that nobody looks at yet. The oldest are cut off when nobody looks at their time any more.
 */
final class Cell<K, V> {

    /** In place of a version that has been cut off. */
    private static final Version<?> CUT = new Version<>(EventTime.NONE, null);

    final K key;
    final int hash;

    /** Null before the first. */
    private volatile Version<V> oldest;

    /** The task's. */
    private Version<V> newest;

    /** The one before the newest; null where that is the oldest. The task's. */
    private Version<V> beforeNewest;

    /** Versions from this time on have not been told; the task's. */
    private long untold = EventTime.NONE;

    /** Whether what another attempt shows of the key has been told; the task's of that attempt. */
    private boolean followed;

    Cell(K key, int hash) {
        this.key = key;
        this.hash = hash;
    }

    /**
     * The row from a time on.
     *
     * @param <V> the rows
     */
    static final class Version<V> {
        final long at;

        /** Null where the key has none. */
        final V row;

        private Version<V> newer;

        /** Whether there were older ones. */
        private boolean follows;

        private Version(long at, V row) {
            this.at = at;
            this.row = row;
        }
    }

    boolean isEmpty() {
        return newest == null;
    }

    /** The time of the newest version, of which there is one. */
    long newestAt() {
        return newest.at;
    }

    V newestRow() {
        return newest == null ? null : newest.row;
    }

    /** Adds a version, of no earlier time than the newest one; one of the same time takes its place. */
    void add(long at, V row) {
        Version<V> version = new Version<>(at, row);
        if (newest != null && newest.at < at) {
            beforeNewest = newest;
        } else if (newest != null) {
            version.follows = newest.follows;
        }
        newest = version;
        if (beforeNewest == null) {
            oldest = version;
        } else {
            version.follows = true;
            beforeNewest.newer = version;
        }
    }

    /** The row as of what is published; null when there is none. What has cut off that of a time has been published before. */
    V row(Content<K, V> content) {
        Version<V> version = at(content.published());
        while (version == CUT) {
            version = at(content.published());
        }
        return version == null ? null : version.row;
    }

    /** The row as of a time that is kept; null when there is none. */
    V rowAt(long time) {
        Version<V> version = at(time);
        return version == null ? null : version.row;
    }

    @SuppressWarnings("unchecked") // it has no row
    private Version<V> at(long time) {
        Version<V> version = oldest;
        if (version == null || version.at > time) {
            return version != null && version.follows ? (Version<V>) CUT : null;
        }
        for (Version<V> next = version.newer; next != null && next.at <= time; next = next.newer) {
            version = next;
        }
        return version;
    }

    /** For the task: the version as of a time; null when there is none any more, or never was. */
    Version<V> asOf(long time) {
        Version<V> version = at(time);
        return version == CUT ? null : version;
    }

    /** Cuts off what is older than a version; returns whether nothing is left, since the key has no row any more. */
    boolean cutBefore(Version<V> version) {
        if (version == newest) {
            beforeNewest = null;
        }
        if (version != oldest) {
            oldest = version;
        }
        return version == newest && version.row == null;
    }

    /** Whether the version of a time has not been told yet. */
    boolean isUntold(long at) {
        return at >= untold;
    }

    /** The version of a time has been told, or need not be. */
    void told(long at) {
        untold = EventTime.plus(at, 1);
    }

    /** No version counts as told. */
    void untold() {
        untold = EventTime.NONE;
    }

    /** The row that was told last; null when there was none. */
    V toldRow() {
        return untold == EventTime.NONE ? null : rowAt(untold - 1);
    }

    boolean isFollowed() {
        return followed;
    }

    void follow() {
        followed = true;
    }

    /** A version of the row of a key that is to take the place of others when its time is shown. */
    record Due<K, V>(long at, Cell<K, V> cell) {

        /** An empty queue, by time. */
        static <K, V> Queue<Due<K, V>> queue() {
            return new PriorityQueue<>(Comparator.comparingLong(Due::at));
        }
    }
}
