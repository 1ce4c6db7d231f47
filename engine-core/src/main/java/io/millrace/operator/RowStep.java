package io.millrace.operator;

import io.millrace.metrics.Account;

/** A user's function that makes at most one row of each. An instance has the class of its function to itself. */
abstract class RowStep implements RowFunction {

    private final ErrorHandler errors;
    private int dropped;
    private long droppedBefore;

    RowStep(Errors policy) {
        errors = new ErrorHandler(policy);
    }

    final ErrorHandler errors() {
        return errors;
    }

    /** The function has failed on an event, of which nothing becomes. */
    final Object failed(Throwable error, Object event, Batch<?> rows, int row) {
        errors.handle(error, event, rows.timestamp(row));
        return drop();
    }

    final Object drop() {
        dropped++;
        return null;
    }

    /** How many rows nothing has become of since this was asked for last. */
    final int takeDropped() {
        int count = dropped;
        dropped = 0;
        droppedBefore += count;
        return count;
    }

    /** Of the batches that are done with. */
    final Account account() {
        Account failed = errors.account(Account.passing());
        return failed.with(Account.FILTERED, droppedBefore - failed.explained());
    }
}
