package io.millrace.table;

import static java.lang.invoke.MethodHandles.lookup;

import io.millrace.function.Monomorphic;
import io.millrace.operator.Batch;
import io.millrace.operator.Output;

/** Goes through batches row by row, pausing when there is no more room. What makes one row at most of each is a {@link RowInPlace}. */
abstract class RowByRow<I, O> extends RowsOperator<I, O> {

    private static final Monomorphic<Loop<?, ?>> LOOPS = Monomorphic.of(lookup(), RowLoop.class);

    private Loop<I, O> loop;
    private int row;

    /** Goes through the rows of a batch. */
    interface Loop<I, O> {
        /** Goes on from a row; returns the row to go on from. */
        int run(int input, Batch<I> batch, int from, Output<O> out);
    }

    @Override
    final void makeLoop() {
        loop = LOOPS.make(this);
    }

    /** Whether it may take rows; if not, it is asked again. */
    boolean isReady() {
        return true;
    }

    /** Called before a batch, and again when it goes on after a pause. */
    void begin(int input, Batch<I> batch) {}

    /**
     * Works off a row.
     *
     * @return whether it is done; if not, for want of room or since it takes long, it is called again with the same row
     */
    abstract boolean take(int input, I event, int hash, long timestamp, Output<O> out) throws Exception;

    @Override
    public final boolean process(int input, Batch<I> batch, Output<O> out) {
        if (!isReady()) {
            return false;
        }
        begin(input, batch);
        row = loop.run(input, batch, row, out);
        if (row < batch.size()) {
            return false;
        }
        row = 0;
        return true;
    }

    /** Made by copies, see {@link io.millrace.function.Monomorphic}. */
    static final class RowLoop<I, O> implements Loop<I, O> {

        private final RowByRow<I, O> rows;

        RowLoop(RowByRow<I, O> rows) {
            this.rows = rows;
        }

        @Override
        public int run(int input, Batch<I> batch, int from, Output<O> out) {
            int at = from;
            try {
                for (int size = batch.size(); at < size; at++) {
                    if (!out.hasRoom()
                            || !rows.take(input, batch.value(at), batch.hash(at), batch.timestamp(at), out)) {
                        return at;
                    }
                }
            } catch (Throwable e) {
                throw rows.failure(e, input, batch.value(at), batch.timestamp(at));
            }
            return at;
        }
    }
}
