package io.millrace.table;

import io.millrace.operator.FlatAggregate;
import io.millrace.operator.OperatorContext;
import io.millrace.state.KeyedState;
import io.millrace.state.serde.Type;
import io.millrace.state.table.NumberCells;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import io.millrace.table.Grouping.GroupChange;
import io.millrace.table.state.FlatGroup;
import io.millrace.time.EventTime;
import java.util.Arrays;
import java.util.Objects;

/**
 * As {@link SubtractingGroups}, where accumulators are a few numbers: they are kept in the table, with no object for a group. Made
 * by copies, see {@link io.millrace.function.Monomorphic}.
 */
final class FlatGroups<K, V, G, R> extends RowInPlace<GroupChange<K, V, G>, TableChange<G, R>> {

    private final FlatAggregate<V, R> aggregate;
    private final Type<V> rowType;
    private final NumberCells cells = new NumberCells();
    private StateTable<G, long[]> table;
    private Slice<G, long[]> groups;

    /** A group without rows. */
    private long[] none;

    /** What is taken out of a group. */
    private long[] gone;

    FlatGroups(FlatAggregate<V, R> aggregate, Type<V> rowType) {
        this.aggregate = aggregate;
        this.rowType = rowType;
    }

    @Override
    void declare(OperatorContext context) {
        KeyedState<G> keyed = context.keyedState();
        int width = FlatGroup.widthOf(aggregate);
        none = new long[width];
        gone = new long[width - 1];
        cells.ensureRows(1);
        table = keyed.table("groups", width, FlatGroup.serde(keyed, aggregate, rowType))
                .shownBy(FlatGroup.shownBy(aggregate));
    }

    @Override
    public void onRestored() {
        groups = table.slice(0);
    }

    @Override
    TableChange<G, R> make(GroupChange<K, V, G> change, int hash, long timestamp) throws Exception {
        G key = change.group();
        boolean isNew = !groups.locate(key, hash, cells, 0);
        if (isNew) {
            addGroup(key, hash);
        }
        long[] numbers = cells.array(0);
        int at = cells.place(0);
        R before = isNew ? null : resultOf(numbers, at);
        if (isNew && change.before() != null) {
            SubtractingGroups.checkMayHaveGone(context());
        }
        apply(numbers, at, isNew ? null : change.before(), change.after());
        R after = numbers[at] == 0 ? null : resultOf(numbers, at);
        if (after == null) {
            groups.remove(key, hash);
        }
        return Objects.equals(before, after) ? null : new TableChange<>(key, before, after);
    }

    private void addGroup(G key, int hash) throws Exception {
        Arrays.fill(none, 0);
        aggregate.create(none, 1);
        groups.put(key, hash, none);
        groups.locate(key, hash, cells, 0);
    }

    /** What goes is taken out as if it came from somewhere else. */
    private void apply(long[] numbers, int at, V before, V after) throws Exception {
        if (after != null) {
            aggregate.add(numbers, at + 1, after, EventTime.NONE);
            numbers[at]++;
        }
        if (before != null) {
            Arrays.fill(gone, 0);
            aggregate.create(gone, 0);
            aggregate.add(gone, 0, before, EventTime.NONE);
            aggregate.subtract(numbers, at + 1, gone, 0);
            numbers[at]--;
        }
    }

    private R resultOf(long[] numbers, int at) throws Exception {
        return SubtractingGroups.givenByAggregate(aggregate.result(numbers, at + 1));
    }

    @Override
    Object keyOf(int input, GroupChange<K, V, G> change) {
        return change.group();
    }
}
