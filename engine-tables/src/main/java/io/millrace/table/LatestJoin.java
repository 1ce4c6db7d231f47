package io.millrace.table;

import static java.lang.invoke.MethodHandles.lookup;

import io.millrace.function.BiFn;
import io.millrace.function.Fn;
import io.millrace.function.Monomorphic;
import io.millrace.operator.Batch;
import io.millrace.operator.KeyReader;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.state.KeyedState;
import io.millrace.state.serde.Type;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import io.millrace.table.state.BatchLookUp;

/**
 * Joins each event, by input 0, with the row that its key has by then; the changes of rows come by input 1. The rows of a batch
 * of events are looked up first, in loops that do nothing else, since no change comes in between.
 */
final class LatestJoin<K, T, V, R> implements Operator<Object, R> {

    private static final Monomorphic<RowMaker<?, ?>> MAKERS = Monomorphic.of(lookup(), FunctionRowMaker.class);

    private final Fn<? super T, ? extends K> key;
    private final BiFn<? super T, ? super V, ? extends R> function;
    private final boolean inner;
    private final Type<V> rowType;
    private StateTable<K, V> table;
    private Slice<K, V> rows;
    private BatchLookUp<K, Object, V> lookUp;
    private BatchLookUp<K, Object, V> changed;
    private RowMaker<V, R> maker;
    private int row;

    LatestJoin(
            Fn<? super T, ? extends K> key,
            BiFn<? super T, ? super V, ? extends R> function,
            boolean inner,
            Type<V> rowType) {
        this.key = key;
        this.function = function;
        this.inner = inner;
        this.rowType = rowType;
    }

    /** Makes results of events and their rows. */
    interface RowMaker<V, R> {
        /**
         * Goes on from an event as long as there is room.
         *
         * @param keys of the events, for messages
         * @param rows of the events, null where there is none
         * @return the event to go on from
         */
        int make(Batch<Object> events, Object[] keys, V[] rows, int from, Output<R> out);
    }

    @Override
    @SuppressWarnings("unchecked") // input 0 has events alone, and input 1 changes
    public void open(OperatorContext context) {
        KeyedState<K> keyed = context.keyedState();
        table = keyed.table("rows", keyed.serde("the rows of the table", rowType));
        lookUp = new BatchLookUp<>(KeyReader.of((Fn<Object, K>) (Fn<?, ?>) key, context));
        Fn<Object, K> ofChange = change -> ((TableChange<K, ?>) change).key();
        changed = new BatchLookUp<>(KeyReader.of(ofChange, context));
        maker = MAKERS.make(function, inner, context);
    }

    @Override
    public void onRestored() {
        rows = table.slice(0);
    }

    @Override
    @SuppressWarnings("unchecked") // what is found are values of the table
    public boolean process(int input, Batch<Object> batch, Output<R> out) {
        if (input == 1) {
            keepAll(batch);
            return true;
        }
        if (!lookUp.hasMore()) {
            lookUp.find(rows, batch);
        }
        row = maker.make(batch, lookUp.keys(), (V[]) lookUp.allFound(), row, out);
        if (row < batch.size()) {
            return false;
        }
        lookUp.clear();
        row = 0;
        return true;
    }

    /** They are looked up for what that reads ahead. */
    @SuppressWarnings("unchecked") // input 1 has changes alone
    private void keepAll(Batch<Object> changes) {
        changed.find(rows, changes);
        for (int i = 0, size = changes.size(); i < size; i++) {
            TableChange<K, V> change = (TableChange<K, V>) changes.value(i);
            if (change.after() == null) {
                rows.remove(change.key(), changes.hash(i));
            } else {
                rows.put(change.key(), changes.hash(i), change.after());
            }
        }
        changed.clear();
    }

    /** Made by copies, see {@link io.millrace.function.Monomorphic}. */
    static final class FunctionRowMaker<V, R> implements RowMaker<V, R> {

        private final BiFn<Object, ? super V, ? extends R> function;
        private final boolean inner;
        private final OperatorContext context;

        FunctionRowMaker(BiFn<Object, ? super V, ? extends R> function, boolean inner, OperatorContext context) {
            this.function = function;
            this.inner = inner;
            this.context = context;
        }

        @Override
        public int make(Batch<Object> events, Object[] keys, V[] rows, int from, Output<R> out) {
            int at = from;
            try {
                for (int size = events.size(); at < size && out.hasRoom(); at++) {
                    V row = rows[at];
                    if (row != null || !inner) {
                        R result = function.apply(events.value(at), row);
                        out.emit(RowByRow.given(result, "the function of the join"), events.timestamp(at));
                    }
                }
            } catch (Throwable e) {
                throw context.failure(e, keys[at], events.value(at), events.timestamp(at));
            }
            return at;
        }
    }
}
