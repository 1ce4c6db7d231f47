package io.millrace.operator;

import static java.lang.invoke.MethodHandles.lookup;

import io.millrace.function.ConsumerFn;
import io.millrace.function.Fn;
import io.millrace.function.Monomorphic;
import io.millrace.function.PredicateFn;
import io.millrace.metrics.Account;
import io.millrace.operator.RowLoop.RowFunction;

/** A user's function that makes at most one row of each row. */
abstract class RowStep implements RowFunction {

    private static final Monomorphic<RowStep> MAPS = Monomorphic.of(lookup(), MapStep.class);
    private static final Monomorphic<RowStep> FILTERS = Monomorphic.of(lookup(), FilterStep.class);
    private static final Monomorphic<RowStep> PEEKS = Monomorphic.of(lookup(), PeekStep.class);

    private final ErrorHandler errors;
    private int dropped;
    private long droppedBefore;

    RowStep(Errors policy) {
        errors = new ErrorHandler(policy);
    }

    static RowStep map(Fn<?, ?> function, Errors policy) {
        return MAPS.make(function, policy);
    }

    static RowStep filter(PredicateFn<?> predicate, Errors policy) {
        return FILTERS.make(predicate, policy);
    }

    static RowStep peek(ConsumerFn<?> action) {
        return PEEKS.make(action, Errors.fail());
    }

    final ErrorHandler errors() {
        return errors;
    }

    /** The function has failed on an event, which is dropped. */
    final Object failed(Throwable error, Object event, Batch<?> rows, int row) {
        errors.handle(error, event, rows.timestamp(row));
        return drop();
    }

    final Object drop() {
        dropped++;
        return null;
    }

    /** How many rows were dropped since this was asked for last. */
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

    /** Maps. Made by copies, see {@link io.millrace.function.Monomorphic}. */
    static final class MapStep extends RowStep {

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

    /** Filters. Made by copies, see {@link io.millrace.function.Monomorphic}. */
    static final class FilterStep extends RowStep {

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

    /** Looks at events. Made by copies, see {@link io.millrace.function.Monomorphic}. */
    static final class PeekStep extends RowStep {

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
}
