package io.millrace.table;

import static java.lang.invoke.MethodHandles.lookup;

import io.millrace.EventStream;
import io.millrace.KeyedStream;
import io.millrace.function.Fn;
import io.millrace.function.Monomorphic;
import io.millrace.operator.Aggregate;
import io.millrace.operator.Operator;
import io.millrace.state.serde.Type;
import io.millrace.table.Grouping.GroupChange;
import io.millrace.table.state.FlatGroup;
import java.util.Objects;

/**
 * The rows of a table by groups.
 *
 * @param <K> the keys of the rows
 * @param <V> the rows
 * @param <G> the groups
 */
public final class GroupedTable<K, V, G> {

    private static final Monomorphic<Operator<?, ?>> GROUPING = Monomorphic.of(lookup(), Grouping.class);
    private static final Monomorphic<Operator<?, ?>> SUBTRACTING = Monomorphic.of(lookup(), SubtractingGroups.class);
    private static final Monomorphic<Operator<?, ?>> FLAT = Monomorphic.of(lookup(), FlatGroups.class);

    private final Table<K, V> table;
    private final Fn<? super V, ? extends G> group;
    private final Type<G> groupType;

    GroupedTable(Table<K, V> table, Fn<? super V, ? extends G> group, Type<G> groupType) {
        this.table = table;
        this.group = group;
        this.groupType = groupType;
    }

    /**
     * Aggregates the rows of each group. When a row changes, what it was is taken out of its group, and what it is goes
     * into its group, which may be another one. A group without rows has no row.
     *
     * <p>An aggregate that {@linkplain Aggregate#canSubtract can subtract} (counts, sums and averages of whole numbers,
     * percentiles) keeps an accumulator for each group. Any other one (least and greatest, top n, sums of
     * floating-point numbers) has the rows of each group kept as well, under a tree of accumulators, some of which are made
     * anew with each change: its cost grows with the logarithm of the rows of the group.
     *
     * <p>The rows of a group have no order in time, and the aggregate is told none: what depends on the order of events, as
     * the first and last of them do, is made in an order of the keys that means nothing, though always the same.
     *
     * <p>It has to see all rows come: a change of a row that its group has not got fails the job. That is so where the
     * functions of groupBy, filter or map give something else for an equal row than before, and where the aggregate is added
     * to a table that goes on with rows from a snapshot: then the table has to get another name, too.
     *
     * @param <R> the results
     * @param name the name of the operator, unique in the pipeline and stable across versions of the program
     * @param aggregate what to make of the rows; see {@code io.millrace.window.Aggregates}
     * @return the table of the results
     * @throws IllegalStateException when rows have to be kept and the type of them or of their keys is not known
     */
    public <R> Table<G, R> aggregate(String name, Aggregate<? super V, ?, R> aggregate) {
        Objects.requireNonNull(aggregate, () -> "the aggregate of '" + name + "' must not be null");
        return aggregated(name, aggregate);
    }

    @SuppressWarnings("unchecked") // an aggregate says of what type its results are
    private <A, R> Table<G, R> aggregated(String name, Aggregate<? super V, A, R> aggregate) {
        boolean subtracts = aggregate.canSubtract();
        Type<K> keys = table.keyType();
        Type<V> rows = table.rowType();
        if (!subtracts) {
            Table.requireType(keys, name, "the keys of the rows, which it keeps by group");
            Table.requireType(rows, name, "the rows, which it keeps by group");
        }
        Type<R> results = (Type<R>) aggregate.resultType(rows);
        TableLogic<GroupChange<K, V, G>, TableChange<G, R>> logic =
                TableLogic.<GroupChange<K, V, G>, TableChange<G, R>>ofChanges(
                                "table aggregate",
                                name,
                                subtracts
                                        ? () -> subtracting(aggregate, rows)
                                        : () -> new RowGroups<K, V, G, A, R>(narrowed(aggregate), keys, rows),
                                Table.changeType(groupType, results))
                        .named()
                        .detail("keeps", subtracts ? "an accumulator of each group" : "the rows of each group");
        return new Table<>(byGroup().transform(logic), name, groupType, results);
    }

    private static <I, O> Operator<I, O> subtracting(Aggregate<?, ?, ?> aggregate, Type<?> rows) {
        return (FlatGroup.isFor(aggregate) ? FLAT : SUBTRACTING).make(aggregate, rows);
    }

    @SuppressWarnings("unchecked") // an aggregate of any super-type of V takes these rows
    private static <V, A, R> Aggregate<V, A, R> narrowed(Aggregate<? super V, A, R> aggregate) {
        return (Aggregate<V, A, R>) aggregate;
    }

    private KeyedStream<G, GroupChange<K, V, G>> byGroup() {
        Fn<? super V, ? extends G> of = group;
        EventStream<GroupChange<K, V, G>> changes = table.stream()
                .transform(TableLogic.<TableChange<K, V>, GroupChange<K, V, G>>ofChanges(
                        "table groups", null, () -> GROUPING.make(of), null));
        Fn<GroupChange<K, V, G>, G> key = GroupChange::group;
        return changes.keyBy(groupType == null ? key : Fn.typed(key, groupType));
    }
}
