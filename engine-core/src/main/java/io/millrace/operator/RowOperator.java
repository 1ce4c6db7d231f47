package io.millrace.operator;

import io.millrace.metrics.Account;
import java.util.List;
import java.util.Optional;

/**
 * Makes at most one row of each: {@code map}, {@code filter} and {@code peek}. In place: results stand where their
 * events stood, and the rows are closed up.
 *
 * @param <I> the events
 * @param <O> the results
 */
public final class RowOperator<I, O> implements Operator<I, O> {

    private final RowStep step;

    /** Made for the first batch, as an operator that is fused with others needs none. */
    private FusedRows alone;

    RowOperator(RowStep step) {
        this.step = step;
    }

    @Override
    public void open(OperatorContext context) {
        step.errors().open(context);
    }

    @Override
    @SuppressWarnings("unchecked") // rows are events until they are replaced by results
    public boolean process(int input, Batch<I> batch, Output<O> out) {
        if (alone == null) {
            alone = new FusedRows(List.of(this));
        }
        alone.process((Batch<Object>) batch, (Output<Object>) out);
        step.takeDropped();
        return true;
    }

    @Override
    public Optional<Account> account() {
        return Optional.of(step.account());
    }

    RowStep step() {
        return step;
    }
}
