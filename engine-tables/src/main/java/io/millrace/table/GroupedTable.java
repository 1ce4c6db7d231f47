package io.millrace.table;

import static java.lang.invoke.MethodHandles.lookup;

import io.millrace.EventStream;
import io.millrace.KeyedStream;
import io.millrace.function.Fn;
import io.millrace.function.Monomorphic;
import io.millrace.function.SupplierFn;
import io.millrace.operator.Aggregate;
import io.millrace.operator.Operator;
import io.millrace.state.serde.Type;
import io.millrace.state.time.Times;
import io.millrace.table.Grouping.GroupChange;
import io.millrace.table.state.FlatGroup;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

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
    private final Optional<Duration> interval;

    GroupedTable(Table<K, V> table, Fn<? super V, ? extends G> group, Type<G> groupType) {
        this(table, group, groupType, Optional.empty());
    }

    private GroupedTable(
            Table<K, V> table, Fn<? super V, ? extends G> group, Type<G> groupType, Optional<Duration> interval) {
        this.table = table;
        this.group = group;
        this.groupType = groupType;
        this.interval = interval;
    }

    /**
     * The same groups, to be aggregated once an interval of event time: their table changes as the {@linkplain
     * TableChanges#every(Duration) changes once an interval} of one that is aggregated with each change would, when the
     * watermark reaches the end of an interval. To be said where groups have many rows that change often and the aggregate
     * cannot subtract: the more rows change in an interval, the less each of them costs. Where rows do not change in the order
     * of their times, the table may change later than that one: in the last interval in which any row of the group has changed.
     *
     * <p>Results are part of snapshots then, so the aggregate has to tell their {@linkplain Aggregate#resultType type}.
     *
     * @param every the length of the intervals, which are aligned to the epoch; at least a millisecond
     * @return the groups
     */
    public GroupedTable<K, V, G> every(Duration every) {
        Objects.requireNonNull(every, "the interval must not be null");
        TableChanges.checkInterval("groups of " + table.name(), every);
        return new GroupedTable<>(table, group, groupType, Optional.of(every));
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
     * <p>Each change is told, unless {@link #every} says otherwise.
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
        if (subtracts) {
            TableLogic<GroupChange<K, V, G>, TableChange<G, R>> logic = logic(
                            name, () -> subtracting(aggregate, rows), results)
                    .detail("keeps", "an accumulator of each group");
            Table<G, R> each = new Table<>(byGroup().transform(logic), name, groupType, results);
            return interval.map(every -> each.changes().every(every).table()).orElse(each);
        }
        Aggregate<V, A, R> ofRows = narrowed(aggregate);
        return new Table<>(byGroup().transform(ofRows(name, ofRows, keys, rows, results)), name, groupType, results);
    }

    private <A, R> TableLogic<GroupChange<K, V, G>, TableChange<G, R>> ofRows(
            String name, Aggregate<V, A, R> aggregate, Type<K> keys, Type<V> rows, Type<R> results) {
        String kept = "the rows of each group";
        if (interval.isEmpty()) {
            return logic(name, () -> new RowGroups<>(new GroupRows<K, V, G, A, R>(aggregate, keys, rows)), results)
                    .detail("keeps", kept);
        }
        long millis = Times.millis(interval.get());
        return logic(
                        name,
                        () -> new RowGroupsEvery<>(
                                new GroupRows<K, V, G, A, R>(aggregate, keys, rows), millis, results),
                        results)
                .onEventTime()
                .detail("keeps", kept)
                .detail("every", interval.get());
    }

    private <R> TableLogic<GroupChange<K, V, G>, TableChange<G, R>> logic(
            String name,
            SupplierFn<? extends Operator<GroupChange<K, V, G>, TableChange<G, R>>> factory,
            Type<R> results) {
        return TableLogic.<GroupChange<K, V, G>, TableChange<G, R>>ofChanges(
                        "table aggregate", name, factory, Table.changeType(groupType, results))
                .named();
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
