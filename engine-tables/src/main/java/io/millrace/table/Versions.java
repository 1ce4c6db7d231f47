package io.millrace.table;

import io.millrace.function.Fn;
import java.io.Serializable;

/** Makes versions of rows out of versions or changes of others. */
final class Versions<I, K, V> extends RowInPlace<I, Versions.Version<K, V>> {

    /** From what comes to a version. */
    interface Step<I, K, V> extends Serializable {
        Version<K, V> apply(I from) throws Exception;
    }

    private final Step<I, K, V> step;

    private Versions(Step<I, K, V> step) {
        this.step = step;
    }

    static <K, V> Versions<TableChange<K, V>, K, V> ofChanges() {
        return new Versions<>(change -> new Version<>(change.key(), change.after()));
    }

    static <K, V, W> Versions<Version<K, V>, K, W> of(Fn<? super V, ? extends W> rowOrNull) {
        return new Versions<>(
                version -> new Version<>(version.key(), version.row() == null ? null : rowOrNull.apply(version.row())));
    }

    @Override
    Version<K, V> make(I from, int hash, long timestamp) throws Exception {
        return step.apply(from);
    }

    @Override
    Object keyOf(int input, I from) {
        return from instanceof Version<?, ?> version ? version.key() : ((TableChange<?, ?>) from).key();
    }

    /**
     * What is so of a key from a time on, be it news or not: changes come one after the other, and leave out what changes
     * nothing then; where times are out of order, that may have held all the same.
     *
     * @param key the key
     * @param row its row, or null where it has none
     */
    record Version<K, V>(K key, V row) {}
}
