package io.millrace.table;

import io.millrace.operator.Aggregate;
import io.millrace.operator.OperatorContext;
import io.millrace.state.KeyedState;
import io.millrace.state.serde.Type;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import io.millrace.table.Grouping.GroupChange;
import io.millrace.table.state.Group;
import io.millrace.time.EventTime;
import java.util.Objects;

/** Aggregates the rows of groups by an aggregate that can take rows out again: an accumulator is all that is kept. Made by copies, see {@link io.millrace.function.Monomorphic}. */
final class SubtractingGroups<K, V, G, A, R> extends RowInPlace<GroupChange<K, V, G>, TableChange<G, R>> {

    private final Aggregate<V, A, R> aggregate;
    private final Type<V> rowType;
    private StateTable<G, Group<A>> table;
    private Slice<G, Group<A>> groups;

    SubtractingGroups(Aggregate<V, A, R> aggregate, Type<V> rowType) {
        this.aggregate = aggregate;
        this.rowType = rowType;
    }

    @Override
    void declare(OperatorContext context) {
        KeyedState<G> keyed = context.keyedState();
        table = keyed.<Group<A>>table("groups", Group.serde(keyed, aggregate, rowType))
                .shownBy(Group.shownBy(aggregate));
    }

    @Override
    public void onRestored() {
        groups = table.slice(0);
    }

    @Override
    TableChange<G, R> make(GroupChange<K, V, G> change, int hash, long timestamp) throws Exception {
        Group<A> group = groups.get(change.group(), hash);
        V gone = change.before();
        R before = null;
        if (group == null) {
            if (gone != null) {
                checkMayHaveGone(context());
                gone = null;
            }
            group = new Group<>(created(aggregate));
            groups.put(change.group(), hash, group);
        } else {
            before = group.told();
            if (before == null) {
                before = resultOf(aggregate, group.accumulator());
            }
        }
        apply(group, gone, change.after());
        R after = null;
        if (group.isEmpty()) {
            groups.remove(change.group(), hash);
        } else {
            after = resultOf(aggregate, group.accumulator());
            group.told(after);
        }
        return Objects.equals(before, after) ? null : new TableChange<>(change.group(), before, after);
    }

    /** What goes is taken out as if it came from somewhere else. */
    private void apply(Group<A> group, V before, V after) throws Exception {
        if (after != null) {
            aggregate.add(group.accumulator(), after, EventTime.NONE);
            group.count(1);
        }
        if (before != null) {
            A gone = created(aggregate);
            aggregate.add(gone, before, EventTime.NONE);
            aggregate.subtract(group.accumulator(), gone);
            group.count(-1);
        }
    }

    /**
     * A row is to change or to go that a group has not got. Where barriers are not aligned it may have gone already, before
     * the snapshot that the job went on from, and is left alone.
     */
    static void checkMayHaveGone(OperatorContext context) {
        if (context.alignsBarriers()) {
            throw new IllegalStateException(
                    "the group does not have the row that changes: either a function of groupBy,"
                            + " map or filter gives something else for an equal row than it gave before, or the table had rows before"
                            + " it had this aggregate. Functions have to be pure; where one has changed or an aggregate has been"
                            + " added, give the table and all that keeps rows or groups of it other names, so that all begin anew");
        }
    }

    static <A> A created(Aggregate<?, A, ?> aggregate) throws Exception {
        A accumulator = aggregate.create();
        if (accumulator == null) {
            throw new NullPointerException("create of the aggregate returned null");
        }
        return accumulator;
    }

    static <A, R> R resultOf(Aggregate<?, A, R> aggregate, A accumulator) throws Exception {
        return givenByAggregate(aggregate.result(accumulator));
    }

    static <R> R givenByAggregate(R result) {
        if (result == null) {
            throw new NullPointerException("result of the aggregate returned null, of a group that has rows");
        }
        return result;
    }

    @Override
    Object keyOf(int input, GroupChange<K, V, G> change) {
        return change.group();
    }
}
