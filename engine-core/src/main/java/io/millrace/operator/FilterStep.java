package io.millrace.operator;

import io.millrace.function.PredicateFn;

/** Made by copies, see {@link io.millrace.function.Monomorphic}. */
final class FilterStep extends RowStep {

    private final PredicateFn<Object> predicate;

    FilterStep(PredicateFn<Object> predicate, Errors errors) {
        super(errors);
        this.predicate = predicate;
    }

    @Override
    public Object apply(Object event, Batch<?> rows, int row) {
        try {
            return predicate.test(event) ? event : drop();
        } catch (Throwable e) {
            return failed(e, event, rows, row);
        }
    }
}
