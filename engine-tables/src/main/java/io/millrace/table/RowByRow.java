package io.millrace.table;

import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;

/** Goes through batches row by row, pausing when there is no more room, and tells what failed at which row. */
abstract class RowByRow<I, O> implements Operator<I, O> {

    private OperatorContext context;
    private int row;

    @Override
    public final void open(OperatorContext operatorContext) {
        context = operatorContext;
        declare(operatorContext);
    }

    /** Declares what state there is. */
    void declare(OperatorContext operatorContext) {}

    /** Whether it may take rows; if not, it is asked again. */
    boolean isReady() {
        return true;
    }

    /** Called before a batch, and again when it goes on after a pause. */
    void begin() {}

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
        int at = row;
        begin();
        try {
            for (int size = batch.size(); at < size; at++) {
                if (!out.hasRoom() || !take(input, batch.value(at), batch.hash(at), batch.timestamp(at), out)) {
                    row = at;
                    return false;
                }
            }
        } catch (Throwable e) {
            throw context.failure(e, keyOrNull(input, batch.value(at)), batch.value(at), batch.timestamp(at));
        }
        row = 0;
        return true;
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
}
