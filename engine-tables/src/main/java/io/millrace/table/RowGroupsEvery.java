package io.millrace.table;

import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.state.serde.Type;
import io.millrace.table.Grouping.GroupChange;
import io.millrace.table.state.Span;

/**
 * Aggregates the rows of groups by an aggregate that cannot take rows out again, once for all changes of a group within an
 * interval of event time. What is told is what {@link ChangesEvery} would tell behind {@link RowGroups}, or later, where changes are not in the
 * order of time and one that did not change the result has begun another interval. The result of the
 * last interval of a group is what its rows give when that is asked for, and is not kept.
 */
final class RowGroupsEvery<K, V, G, R> extends OnceEach<GroupChange<K, V, G>, G, R> {

    private final GroupRows<K, V, G, ?, R> groups;

    RowGroupsEvery(GroupRows<K, V, G, ?, R> groups, long interval, Type<R> resultType) {
        super(interval, "the results (Aggregate.resultType)", resultType);
        this.groups = groups;
    }

    @Override
    void declare(OperatorContext context) {
        super.declare(context);
        groups.declare(context);
    }

    @Override
    public void onRestored() {
        super.onRestored();
        groups.onRestored();
    }

    @Override
    boolean take(int input, GroupChange<K, V, G> change, int hash, long timestamp, Output<TableChange<G, R>> out)
            throws Exception {
        G group = change.group();
        if (isTimeOver(hash)) {
            return groups.changeAndTell(change, hash, timestamp, out);
        }
        long start = startFor(group, hash, timestamp);
        if (!isLast(group, hash, start)) {
            if (!groups.isKnown(group, hash)) {
                return false;
            }
            R now = groups.result(group);
            endLast(group, hash, now);
            set(group, hash, start, new Span<>(now, null));
        }
        return groups.change(change, hash);
    }

    @Override
    boolean isKnown(G group, int hash) throws Exception {
        return groups.isKnown(group, hash);
    }

    @Override
    R afterLast(G group, Span<R> last) throws Exception {
        return groups.result(group);
    }

    @Override
    Object keyOf(int input, GroupChange<K, V, G> change) {
        return change.group();
    }
}
