package io.millrace.table;

import io.millrace.function.Fn;
import io.millrace.operator.Output;

/** Splits changes of rows that move from group to group: they leave the one and come to the other. Made by copies, see {@link io.millrace.function.Monomorphic}. */
final class Grouping<K, V, G> extends RowByRow<TableChange<K, V>, Grouping.GroupChange<K, V, G>> {

    private final Fn<? super V, ? extends G> group;

    Grouping(Fn<? super V, ? extends G> group) {
        this.group = group;
    }

    @Override
    boolean take(int input, TableChange<K, V> change, int hash, long timestamp, Output<GroupChange<K, V, G>> out)
            throws Exception {
        G before = groupOf(change.before());
        G after = groupOf(change.after());
        if (before != null && before.equals(after)) {
            out.emit(new GroupChange<>(before, change.key(), change.before(), change.after()), timestamp);
            return true;
        }
        if (before != null) {
            out.emit(new GroupChange<>(before, change.key(), change.before(), null), timestamp);
        }
        if (after != null) {
            out.emit(new GroupChange<>(after, change.key(), null, change.after()), timestamp);
        }
        return true;
    }

    private G groupOf(V row) throws Exception {
        if (row == null) {
            return null;
        }
        G of = group.apply(row);
        if (of == null) {
            throw new NullPointerException(
                    "the function of groupBy returned null; filter such rows out before, or give them a group");
        }
        return of;
    }

    @Override
    Object keyOf(int input, TableChange<K, V> change) {
        return change.key();
    }

    /**
     * What a change of a row means to a group.
     *
     * @param group the group
     * @param key the key of the row
     * @param before the row before, null where it was in no group or another one
     * @param after the row now, null where it is in no group or another one
     */
    record GroupChange<K, V, G>(G group, K key, V before, V after) {}
}
