package io.millrace.view;

import io.millrace.time.EventTime;

/**
 * The versions of the row of a key, the newest first. The task that has the key writes; anybody reads. A version never changes but for what is behind it, which is cut off when nobody looks
 * at an earlier time any more.
 */
final class Cell<K, V> {

    /** Behind the last version that is kept, where there were others. */
    private static final Version<?> CUT = new Version<>(EventTime.NONE, null, null);

    final K key;
    final int hash;
    private volatile Version<V> newest;

    /** Versions from this time on have not been told; the task's. */
    private long untold = EventTime.NONE;

    /** Whether what another attempt shows of the key has been told; the task's of that attempt. */
    private boolean followed;

    Cell(K key, int hash) {
        this.key = key;
        this.hash = hash;
    }

    /** @param <V> the rows */
    private static final class Version<V> {
        private final long at;
        private final V row;
        private Version<V> older;

        private Version(long at, V row, Version<V> older) {
            this.at = at;
            this.row = row;
            this.older = older;
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
        Version<V> before = newest;
        newest = new Version<>(at, row, before != null && before.at == at ? before.older : before);
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

    private Version<V> at(long time) {
        Version<V> version = newest;
        while (version != null && version != CUT && version.at > time) {
            version = version.older;
        }
        return version;
    }

    /** The time of the version as of a time; {@link Long#MAX_VALUE} when there is none. */
    long timeAt(long time) {
        Version<V> version = at(time);
        return version == null || version == CUT ? Long.MAX_VALUE : version.at;
    }

    /** Cuts off what is older than the version as of a time; returns whether nothing is left, since the key has no row any more. */
    @SuppressWarnings("unchecked") // it has no row
    boolean cut(long time) {
        Version<V> version = at(time);
        if (version == null || version == CUT) {
            return false;
        }
        if (version.older != null) {
            version.older = (Version<V>) CUT;
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
}
