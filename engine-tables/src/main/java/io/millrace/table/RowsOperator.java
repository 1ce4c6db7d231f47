package io.millrace.table;

import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.OperatorException;

/** What operators that go through rows have in common: they tell what failed at which row. */
abstract class RowsOperator<I, O> implements Operator<I, O> {

    /** So many keys are looked at before others have their turn, where all are. */
    static final int KEYS_AT_A_TIME = 1 << 10;

    private OperatorContext context;

    @Override
    public final void open(OperatorContext operatorContext) {
        context = operatorContext;
        makeLoop();
        declare(operatorContext);
    }

    /** Makes the loop that goes through the rows, one for the classes that it calls. */
    abstract void makeLoop();

    /** Declares what state there is. */
    void declare(OperatorContext operatorContext) {}

    /** The key of a row, for messages. */
    abstract Object keyOf(int input, I event) throws Exception;

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
}
