package io.millrace.table;

import static java.lang.invoke.MethodHandles.lookup;

import io.millrace.function.Monomorphic;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.OperatorException;
import io.millrace.operator.Output;

/** Goes through batches row by row, pausing when there is no more room, and tells what failed at which row. */
abstract class RowByRow<I, O> implements Operator<I, O> {

    private static final Monomorphic<Loop<?, ?>> LOOPS = Monomorphic.of(lookup(), RowLoop.class);

    private OperatorContext context;
    private Loop<I, O> loop;
    private int row;

    /** Goes through the rows of a batch. */
    interface Loop<I, O> {
        /** Goes on from a row; returns the row to go on from. */
        int run(int input, Batch<I> batch, int from, Output<O> out);
    }

    @Override
    public final void open(OperatorContext operatorContext) {
        context = operatorContext;
        loop = LOOPS.make(this);
        declare(operatorContext);
    }

    /** Declares what state there is. */
    void declare(OperatorContext operatorContext) {}

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

    /** The key of a row, for messages. */
    abstract Object keyOf(int input, I event) throws Exception;

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

    /** A row has failed. */
    final OperatorException failure(Throwable error, int input, I event, long timestamp) {
        return context.failure(error, keyOrNull(input, event), event, timestamp);
    }

    private Object keyOrNull(int input, I event) {
        try {
            return keyOf(input, event);
        } catch (Throwable e) {
            return null;
        }
    }

    final OperatorContext context() {
        return context;
    }

    /** What a user's function gave, which must not be null. */
    static <R> R given(R result, String what) {
        if (result == null) {
            throw new NullPointerException(what + " returned null; give something that says that there is none");
        }
        return result;
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
