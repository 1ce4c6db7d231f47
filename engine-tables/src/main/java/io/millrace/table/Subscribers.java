package io.millrace.table;

import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.state.KeyedState;
import io.millrace.state.MapSpec;
import io.millrace.state.serde.Type;
import io.millrace.state.table.Cursor;
import io.millrace.state.table.ElementMap;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import io.millrace.table.Subscribing.ForeignSubscription;
import io.millrace.table.state.Dated;
import io.millrace.table.state.DatedRows;

/**
 * Keeps, by the keys of the right table, its rows and which rows of the left one name them. Every subscription is
 * answered, whether there is a row or not, and its end, too; and whoever subscribes is told each change.
 */
final class Subscribers<K, F, W> extends RowByRow<Object, Subscribers.ForeignResponse<K, F, W>> {

    private final Type<K> keyType;
    private final Type<W> rowType;
    private StateTable<F, ElementMap<K, Boolean>> subscriberTable;
    private DatedRows<F, W> rows;
    private Slice<F, ElementMap<K, Boolean>> subscribers;

    /** Those that are to be told of the change at hand; null when it has not begun. */
    private Cursor<K, Boolean> told;

    Subscribers(Type<K> keyType, Type<W> rowType) {
        this.keyType = keyType;
        this.rowType = rowType;
    }

    @Override
    void declare(OperatorContext context) {
        KeyedState<F> keyed = context.keyedState();
        rows = new DatedRows<>(keyed, "rows", keyed.serde("the rows of the right table", rowType));
        subscriberTable = keyed.table(MapSpec.of("subscribers", keyType, Type.of(Boolean.class)));
    }

    @Override
    public void onRestored() {
        rows.restored();
        subscribers = subscriberTable.slice(0);
    }

    @Override
    @SuppressWarnings("unchecked") // the inputs are those of ForeignTable
    boolean take(int input, Object event, int hash, long timestamp, Output<ForeignResponse<K, F, W>> out) {
        if (input == 0) {
            subscribe((ForeignSubscription<K, F>) event, hash, timestamp, out);
            return true;
        }
        return change((TableChange<F, W>) event, hash, timestamp, out);
    }

    private void subscribe(
            ForeignSubscription<K, F> subscription, int hash, long timestamp, Output<ForeignResponse<K, F, W>> out) {
        F foreign = subscription.foreign();
        K key = subscription.key();
        ElementMap<K, Boolean> all = subscribers.getOrAdd(foreign, hash);
        if (!subscription.holds()) {
            all.remove(key, all.hash(key));
            if (all.size() == 0) {
                subscribers.remove(foreign, hash);
            }
            out.emit(new ForeignResponse<>(key, foreign, null, false), timestamp);
            return;
        }
        all.put(key, all.hash(key), true);
        Dated<W> row = rows.get(foreign, hash);
        out.emit(
                new ForeignResponse<>(key, foreign, Dated.rowOf(row), true),
                row == null ? timestamp : Math.max(timestamp, row.timestamp()));
    }

    private boolean change(TableChange<F, W> change, int hash, long timestamp, Output<ForeignResponse<K, F, W>> out) {
        F foreign = change.key();
        if (told == null) {
            if (change.after() == null) {
                rows.remove(foreign, hash);
            } else {
                rows.set(foreign, hash, change.after(), timestamp);
            }
            ElementMap<K, Boolean> all = subscribers.peek(foreign, hash);
            if (all == null) {
                return true;
            }
            told = all.cursor();
        }
        while (out.hasRoom()) {
            if (!told.next()) {
                told = null;
                return true;
            }
            out.emit(new ForeignResponse<>(told.key(), foreign, change.after(), true), timestamp);
        }
        return false;
    }

    @Override
    @SuppressWarnings("unchecked") // see take
    Object keyOf(int input, Object event) {
        return input == 0 ? ((ForeignSubscription<K, F>) event).foreign() : ((TableChange<F, W>) event).key();
    }

    /**
     * What the row of the right table is, told to a row of the left one that names its key.
     *
     * @param key the key of the left row
     * @param foreign the key of the right table
     * @param row the row there, or null where there is none
     * @param holds false for the last answer, which says that the subscription has ended
     */
    record ForeignResponse<K, F, W>(K key, F foreign, W row, boolean holds) {}
}
