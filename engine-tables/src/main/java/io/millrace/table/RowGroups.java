package io.millrace.table;

import io.millrace.operator.Aggregate;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.state.KeyedState;
import io.millrace.state.MapSpec;
import io.millrace.state.serde.Type;
import io.millrace.state.table.Cursor;
import io.millrace.state.table.ElementMap;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import io.millrace.table.state.RowTree;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Aggregates the rows of groups by an aggregate that cannot take rows out again: the rows are kept, under a tree. */
final class RowGroups<K, V, G, A, R> extends RowByRow<GroupChange<K, V, G>, TableChange<G, R>> {

    private final Aggregate<V, A, R> aggregate;
    private final Type<K> keyType;
    private final Type<V> rowType;
    private StateTable<G, ElementMap<K, V>> table;
    private Slice<G, ElementMap<K, V>> groups;

    /** Of each group that has rows. */
    private final Map<G, RowTree<K, V, A>> trees = new HashMap<>();

    RowGroups(Aggregate<V, A, R> aggregate, Type<K> keyType, Type<V> rowType) {
        this.aggregate = aggregate;
        this.keyType = keyType;
        this.rowType = rowType;
    }

    @Override
    void declare(OperatorContext context) {
        KeyedState<G> keyed = context.keyedState();
        table = keyed.table(MapSpec.of("rows of groups", keyType, rowType));
    }

    @Override
    public void onRestored() throws Exception {
        groups = table.slice(0);
        for (Cursor<G, ElementMap<K, V>> cursor = groups.cursor(); cursor.next(); ) {
            RowTree<K, V, A> tree = new RowTree<>(aggregate);
            for (Cursor<K, V> rows = cursor.peek().cursor(); rows.next(); ) {
                tree.load(rows.key(), rows.hash(), rows.peek());
            }
            tree.complete();
            trees.put(cursor.key(), tree);
        }
    }

    @Override
    boolean take(int input, GroupChange<K, V, G> change, int hash, long timestamp, Output<TableChange<G, R>> out)
            throws Exception {
        G group = change.group();
        RowTree<K, V, A> tree = trees.get(group);
        R before = tree == null ? null : SubtractingGroups.resultOf(aggregate, tree.accumulator());
        if (tree == null) {
            tree = new RowTree<>(aggregate);
            trees.put(group, tree);
        }
        set(group, hash, change, tree);
        R after = null;
        if (tree.size() == 0) {
            trees.remove(group);
            groups.remove(group, hash);
        } else {
            after = SubtractingGroups.resultOf(aggregate, tree.accumulator());
        }
        if (!Objects.equals(before, after)) {
            out.emit(new TableChange<>(group, before, after), timestamp);
        }
        return true;
    }

    private void set(G group, int hash, GroupChange<K, V, G> change, RowTree<K, V, A> tree) throws Exception {
        ElementMap<K, V> rows = groups.getOrAdd(group, hash);
        int rowHash = rows.hash(change.key());
        if (change.after() == null) {
            rows.remove(change.key(), rowHash);
        } else {
            rows.put(change.key(), rowHash, change.after());
        }
        tree.set(change.key(), rowHash, change.after());
    }

    @Override
    Object keyOf(int input, GroupChange<K, V, G> change) {
        return change.group();
    }
}
