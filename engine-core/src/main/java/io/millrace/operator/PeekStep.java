package io.millrace.operator;

import io.millrace.function.ConsumerFn;

/** Made by copies, see {@link io.millrace.function.Monomorphic}. */
final class PeekStep extends RowStep {

    private final ConsumerFn<Object> action;

    PeekStep(ConsumerFn<Object> action, Errors errors) {
        super(errors);
        this.action = action;
    }

    @Override
    public Object apply(Object event, Batch<?> rows, int row) {
        try {
            action.accept(event);
            return event;
        } catch (Throwable e) {
            return failed(e, event, rows, row);
        }
    }
}
