package io.millrace.table;

import static java.lang.invoke.MethodHandles.lookup;

import io.millrace.function.Monomorphic;
import io.millrace.operator.Batch;
import io.millrace.operator.Output;

/** Makes at most one row of each, which stands where the other stood: a batch goes on as it is, and there is always room. */
abstract class RowInPlace<I, O> extends RowsOperator<I, O> {

    private static final Monomorphic<Loop<?, ?>> LOOPS = Monomorphic.of(lookup(), InPlaceLoop.class);

    private Loop<I, O> loop;

    /** Goes through the rows of a batch. */
    interface Loop<I, O> {
        /** Puts what is made of rows, from one to the last, in their places, and closes the gaps of those that nothing is made of. */
        void run(int input, Batch<Object> rows, int from);
    }

    @Override
    final void makeLoop() {
        loop = LOOPS.make(this);
    }

    /** Called before a batch. */
    void begin(Batch<I> batch, Output<O> out) {}

    /** Makes a row of a row, or null where there is none. */
    abstract O make(I event, int hash, long timestamp) throws Exception;

    @Override
    @SuppressWarnings("unchecked") // rows are events until they are replaced by what is made of them
    public final boolean process(int input, Batch<I> batch, Output<O> out) {
        begin(batch, out);
        Batch<Object> rows = ((Output<Object>) out).emitAll(batch);
        loop.run(input, rows, rows.size() - batch.size());
        return true;
    }

    /** Made by copies, see {@link io.millrace.function.Monomorphic}. */
    static final class InPlaceLoop<I, O> implements Loop<I, O> {

        private final RowInPlace<I, O> operator;

        InPlaceLoop(RowInPlace<I, O> operator) {
            this.operator = operator;
        }

        @Override
        @SuppressWarnings("unchecked") // as above
        public void run(int input, Batch<Object> rows, int from) {
            int row = from;
            int to = from;
            try {
                for (int size = rows.size(); row < size; row++) {
                    O made = operator.make((I) rows.value(row), rows.hash(row), rows.timestamp(row));
                    if (made != null) {
                        rows.move(row, to, made);
                        to++;
                    }
                }
            } catch (Throwable e) {
                throw operator.failure(e, input, (I) rows.value(row), rows.timestamp(row));
            }
            rows.truncate(to);
        }
    }
}
