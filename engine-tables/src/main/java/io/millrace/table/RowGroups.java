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
import io.millrace.table.Grouping.GroupChange;
import io.millrace.table.state.RowTree;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Aggregates the rows of groups by an aggregate that cannot take rows out again: the rows are kept, under a tree. */
final class RowGroups<K, V, G, A, R> extends RowByRow<GroupChange<K, V, G>, TableChange<G, R>> {

    private static final int AT_A_TIME = 1_024;

    private final Aggregate<V, A, R> aggregate;
    private final Type<K> keyType;
    private final Type<V> rowType;
    private StateTable<G, ElementMap<K, V>> table;
    private Slice<G, ElementMap<K, V>> groups;

    /** Of the groups that have changed since the job began or went on, and have rows. */
    private final Map<G, RowTree<K, V, A>> trees = new HashMap<>();

    /** That of the group of the change at hand, as long as it is not complete; null else. */
    private RowTree<K, V, A> growing;

    /** The rows that are still to come into it; null when all have. */
    private Cursor<K, V> loaded;

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
    public void onRestored() {
        groups = table.slice(0);
    }

    @Override
    boolean take(int input, GroupChange<K, V, G> change, int hash, long timestamp, Output<TableChange<G, R>> out)
            throws Exception {
        G group = change.group();
        RowTree<K, V, A> tree = trees.get(group);
        if (tree == null) {
            tree = treeOf(groups.peek(group, hash));
            if (tree == null) {
                return false;
            }
            trees.put(group, tree);
        }
        R before = tree.size() == 0 ? null : SubtractingGroups.resultOf(aggregate, tree.accumulator());
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

    /** When a group changes for the first time, not of all groups when the job goes on; null as long as there is more to do. */
    private RowTree<K, V, A> treeOf(ElementMap<K, V> restored) throws Exception {
        if (growing == null) {
            growing = new RowTree<>(aggregate);
            loaded = restored == null ? null : restored.cursor();
        }
        for (int left = AT_A_TIME; loaded != null && left > 0; left--) {
            if (loaded.next()) {
                growing.load(loaded.key(), loaded.hash(), loaded.peek());
            } else {
                loaded = null;
            }
        }
        if (loaded != null || !growing.complete(AT_A_TIME)) {
            return null;
        }
        RowTree<K, V, A> tree = growing;
        growing = null;
        return tree;
    }

    private void set(G group, int hash, GroupChange<K, V, G> change, RowTree<K, V, A> tree) throws Exception {
        ElementMap<K, V> rows = groups.getOrAdd(group, hash);
        int rowHash = rows.hash(change.key());
        if (change.before() != null && !rows.contains(change.key(), rowHash)) {
            SubtractingGroups.checkMayHaveGone(context());
        }
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
