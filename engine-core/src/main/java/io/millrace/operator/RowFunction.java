package io.millrace.operator;

/** What is done with one row. */
interface RowFunction {

    /**
     * Returns what becomes of an event, or null when nothing does.
     *
     * @param rows where it stands, for errors
     * @param row its row
     */
    Object apply(Object event, Batch<?> rows, int row);
}
