package io.millrace.table;

import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.table.Grouping.GroupChange;

/** Aggregates the rows of groups by an aggregate that cannot take rows out again, and tells each change. */
final class RowGroups<K, V, G, R> extends RowByRow<GroupChange<K, V, G>, TableChange<G, R>> {

    private final GroupRows<K, V, G, ?, R> groups;

    RowGroups(GroupRows<K, V, G, ?, R> groups) {
        this.groups = groups;
    }

    @Override
    void declare(OperatorContext context) {
        groups.declare(context);
    }

    @Override
    public void onRestored() {
        groups.onRestored();
    }

    @Override
    boolean take(int input, GroupChange<K, V, G> change, int hash, long timestamp, Output<TableChange<G, R>> out)
            throws Exception {
        return groups.changeAndTell(change, hash, timestamp, out);
    }

    @Override
    Object keyOf(int input, GroupChange<K, V, G> change) {
        return change.group();
    }
}
