package io.millrace.operator;

import io.millrace.function.Fn;

/** Made by copies, see {@link io.millrace.function.Monomorphic}. */
final class MapStep extends RowStep {

    private final Fn<Object, Object> function;

    MapStep(Fn<Object, Object> function, Errors errors) {
        super(errors);
        this.function = function;
    }

    @Override
    public Object apply(Object event, Batch<?> rows, int row) {
        try {
            Object result = function.apply(event);
            if (result == null) {
                throw new NullPointerException("map returned null; filter such events out");
            }
            return result;
        } catch (Throwable e) {
            return failed(e, event, rows, row);
        }
    }
}
