package io.millrace.table;

import java.util.Objects;

/**
 * What has become of the row of a key: one change tells both what was there before and what is there now, so that the
 * two never part on their way.
 *
 * @param <K> the keys
 * @param <V> the rows
 * @param key the key
 * @param before the row before, or null where there was none
 * @param after the row now, or null where it was deleted
 */
public record TableChange<K, V>(K key, V before, V after) {

    /** Checks that it is a change of something. */
    public TableChange {
        Objects.requireNonNull(key, "the key of a change must not be null");
        if (before == null && after == null) {
            throw new IllegalArgumentException(
                    "the change of '" + key + "' has no row before and none after: nothing has changed");
        }
    }

    /**
     * What kind of change it is.
     *
     * @return the kind
     */
    public Kind kind() {
        if (before == null) {
            return Kind.INSERT;
        }
        return after == null ? Kind.DELETE : Kind.UPDATE;
    }

    /** Kinds of changes. */
    public enum Kind {
        /** The key has got a row. */
        INSERT,
        /** The row of the key is another one. */
        UPDATE,
        /** The key has no row any more. */
        DELETE
    }
}
