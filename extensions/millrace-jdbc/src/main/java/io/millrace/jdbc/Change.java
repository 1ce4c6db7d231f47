package io.millrace.jdbc;

import java.time.Instant;
import java.util.Objects;

/**
 * What has become of a row of a table.
 *
 * @param <K> the keys
 * @param <T> the rows
 * @param kind what has happened
 * @param key the key of the row; an update that changes it comes as the deletion of the one and the insertion of the other
 * @param before the row before; null where there was none, and where the table does not have it written, which it does with {@code REPLICA IDENTITY FULL}
 * @param after the row now; null where it was deleted
 * @param committed when the transaction was committed; of a row that was loaded, when the loading began; by the clock of the database
 * @param lsn the place of that commit in the log of the database, ascending; 0 of a row that was loaded
 */
public record Change<K, T>(Kind kind, K key, T before, T after, Instant committed, long lsn) {

    /** What has happened to a row. */
    public enum Kind {
        /** It was there when the source began. */
        LOADED,
        /** It is new. */
        INSERTED,
        /** It has become another. */
        UPDATED,
        /** It is gone. */
        DELETED
    }

    /** Checks that there is a key. */
    public Change {
        Objects.requireNonNull(kind, "the kind of a change must not be null");
        Objects.requireNonNull(key, "the key of a change must not be null");
        Objects.requireNonNull(committed, "the time of a change must not be null");
    }
}
