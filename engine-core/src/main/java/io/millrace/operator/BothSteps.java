package io.millrace.operator;

/** One function behind another. Made by copies, see {@link io.millrace.function.Monomorphic}. */
final class BothSteps implements RowFunction {

    private final RowFunction first;
    private final RowFunction second;

    BothSteps(RowFunction first, RowFunction second) {
        this.first = first;
        this.second = second;
    }

    @Override
    public Object apply(Object event, Batch<?> rows, int row) {
        Object between = first.apply(event, rows, row);
        return between == null ? null : second.apply(between, rows, row);
    }
}
