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

/** The rows of groups whose aggregate cannot take rows out again, those of each group under a tree. */
final class GroupRows<K, V, G, A, R> {

    private static final int ROWS_AT_A_TIME = 1_024;

    /** Nodes of a tree, each of which may have to add the rows of four leaves. */
    private static final int NODES_AT_A_TIME = 128;

    private final Aggregate<V, A, R> aggregate;
    private final Type<K> keyType;
    private final Type<V> rowType;
    private OperatorContext context;
    private StateTable<G, ElementMap<K, V>> table;
    private Slice<G, ElementMap<K, V>> groups;

    /** Of the groups that have changed since the job began or went on, and have rows. */
    private final Map<G, RowTree<K, V, A>> trees = new HashMap<>();

    /** That of the group at hand, as long as it does not have all of its rows; null else. */
    private RowTree<K, V, A> growing;

    /** The rows that are still to come into it. */
    private Cursor<K, V> loaded;

    GroupRows(Aggregate<V, A, R> aggregate, Type<K> keyType, Type<V> rowType) {
        this.aggregate = aggregate;
        this.keyType = keyType;
        this.rowType = rowType;
    }

    void declare(OperatorContext operatorContext) {
        context = operatorContext;
        KeyedState<G> keyed = operatorContext.keyedState();
        table = keyed.table(MapSpec.of("rows of groups", keyType, rowType));
    }

    void onRestored() {
        groups = table.slice(0);
    }

    /** The tree of a group, which is made when the group is asked for first, not when the job goes on; null as long as there is more to do. */
    private RowTree<K, V, A> treeOf(G group, int hash) {
        RowTree<K, V, A> tree = trees.get(group);
        if (tree != null) {
            return tree;
        }
        if (growing == null) {
            growing = new RowTree<>(aggregate);
            ElementMap<K, V> restored = groups.peek(group, hash);
            loaded = restored == null ? null : restored.cursor();
        }
        for (int left = ROWS_AT_A_TIME; loaded != null && left > 0; left--) {
            if (loaded.next()) {
                growing.set(loaded.key(), loaded.hash(), loaded.peek());
            } else {
                loaded = null;
            }
        }
        if (loaded != null) {
            return null;
        }
        tree = growing;
        growing = null;
        trees.put(group, tree);
        return tree;
    }

    /** Whether the result of a group is known; if not, it is asked again. */
    boolean isKnown(G group, int hash) throws Exception {
        RowTree<K, V, A> tree = treeOf(group, hash);
        return tree != null && tree.complete(NODES_AT_A_TIME);
    }

    /** The result of a group that is known, or null where it has no rows. */
    R result(G group) throws Exception {
        RowTree<K, V, A> tree = trees.get(group);
        if (tree.size() == 0) {
            trees.remove(group);
            return null;
        }
        return SubtractingGroups.resultOf(aggregate, tree.accumulator());
    }

    /**
     * Changes a row, and aggregates nothing.
     *
     * @return whether it has; if not, it is called again
     */
    boolean change(GroupChange<K, V, G> change, int hash) {
        G group = change.group();
        RowTree<K, V, A> tree = treeOf(group, hash);
        if (tree == null) {
            return false;
        }
        ElementMap<K, V> rows = groups.getOrAdd(group, hash);
        int rowHash = rows.hash(change.key());
        if (!replace(rows, change, rowHash) && change.before() != null) {
            SubtractingGroups.checkMayHaveGone(context);
        }
        tree.set(change.key(), rowHash, change.after());
        if (tree.size() == 0) {
            groups.remove(group, hash);
        }
        return true;
    }

    /** Returns whether there was a row before. */
    private boolean replace(ElementMap<K, V> rows, GroupChange<K, V, G> change, int rowHash) {
        if (change.after() == null) {
            return rows.remove(change.key(), rowHash) != null;
        }
        int before = rows.size();
        rows.put(change.key(), rowHash, change.after());
        return rows.size() == before;
    }

    /**
     * Changes a row, and tells what has become of its group.
     *
     * @return whether that is done; if not, it is called again
     */
    boolean changeAndTell(GroupChange<K, V, G> change, int hash, long timestamp, Output<TableChange<G, R>> out)
            throws Exception {
        G group = change.group();
        if (!isKnown(group, hash)) {
            return false;
        }
        R before = result(group);
        boolean unused = change(change, hash);
        trees.get(group).complete(Integer.MAX_VALUE);
        R after = result(group);
        if (!Objects.equals(before, after)) {
            out.emit(new TableChange<>(group, before, after), timestamp);
        }
        return true;
    }
}
