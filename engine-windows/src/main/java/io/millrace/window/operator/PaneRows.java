package io.millrace.window.operator;

import io.millrace.operator.Aggregate;
import io.millrace.operator.Batch;
import io.millrace.operator.OperatorContext;
import io.millrace.state.table.NumberCells;
import io.millrace.state.table.Slice;
import io.millrace.window.aggregate.Flat;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes runs of rows into the accumulators of a pane: looks them up, one after the other, and then adds one event after the
 * other. Confined to the task's thread.
 */
abstract class PaneRows<K, T, A> {

    private final RowFetch<K, A> fetch = new RowFetch<>();

    PaneRows() {}

    /**
     * As the accumulators are kept.
     *
     * @param aggregates by input, what adds its events; all with the same accumulators
     * @param layout of these
     */
    static <K, T, A> PaneRows<K, T, A> of(
            List<Aggregate<? super T, A, ?>> aggregates, Layout<A> layout, OperatorContext context) {
        return layout.words() == 0
                ? new OfObjects<>(aggregates, context)
                : new OfNumbers<>(aggregates, layout, context);
    }

    /** Rows come by this input until something else is said. */
    abstract void takeFrom(int input);

    /** Reads where the accumulators of rows are that are going to be taken one by one. */
    final void fetch(Slice<K, A> pane, Batch<T> batch, int from, int end) {
        fetch.fetch(pane, batch, from, end);
    }

    /** Takes rows, all of which are of the pane, into its accumulators; returns how many keys are new. */
    abstract int take(Slice<K, A> pane, Batch<T> batch, K[] keys, int from, int end) throws Exception;

    private static final class OfObjects<K, T, A> extends PaneRows<K, T, A> {

        private final List<Adder<K, T, A>> adders = new ArrayList<>();
        private Adder<K, T, A> adder;

        /** The accumulators that were looked up for the rows of the batch. */
        private final RowLookUp<K, A> found;

        private int begun;

        OfObjects(List<Aggregate<? super T, A, ?>> aggregates, OperatorContext context) {
            for (Aggregate<? super T, A, ?> aggregate : aggregates) {
                adders.add(Adder.of(aggregate, context));
            }
            Aggregate<? super T, A, ?> any = aggregates.get(0);
            found = new RowLookUp<>() {
                @Override
                A absent(Slice<K, A> slice, K key, int hash) throws Exception {
                    A accumulator = any.create();
                    slice.put(key, hash, accumulator);
                    begun++;
                    return accumulator;
                }
            };
        }

        @Override
        void takeFrom(int input) {
            adder = adders.get(input);
        }

        @Override
        int take(Slice<K, A> pane, Batch<T> batch, K[] keys, int from, int end) throws Exception {
            begun = 0;
            found.find(pane, batch, keys, from, end);
            adder.add(batch, keys, found.all(), from, end);
            found.forget(from, end);
            return begun;
        }
    }

    /** An accumulator that comes moves others of the same pane: what has been looked up before is added to first. */
    private static final class OfNumbers<K, T, A> extends PaneRows<K, T, A> {

        private final Layout<A> layout;
        private final List<FlatAdder<K, T>> adders = new ArrayList<>();
        private FlatAdder<K, T> adder;
        private final NumberCells cells = new NumberCells();

        OfNumbers(List<Aggregate<? super T, A, ?>> aggregates, Layout<A> layout, OperatorContext context) {
            this.layout = layout;
            for (Aggregate<? super T, A, ?> aggregate : aggregates) {
                adders.add(FlatAdder.of(Flat.flat(aggregate), context));
            }
        }

        @Override
        void takeFrom(int input) {
            adder = adders.get(input);
        }

        @Override
        int take(Slice<K, A> pane, Batch<T> batch, K[] keys, int from, int end) throws Exception {
            cells.ensureRows(batch.capacity());
            fetch(pane, batch, from, end);
            int begun = 0;
            int added = from;
            for (int row = from; row < end; row++) {
                if (!pane.locate(keys[row], batch.hash(row), cells, row)) {
                    adder.add(batch, keys, cells, added, row);
                    added = row;
                    pane.put(keys[row], batch.hash(row), layout.empty(Layout.PART));
                    pane.locate(keys[row], batch.hash(row), cells, row);
                    begun++;
                }
            }
            adder.add(batch, keys, cells, added, end);
            cells.forget(from, end);
            return begun;
        }
    }
}
