package io.millrace.operator;

import io.millrace.state.AggregatingState;
import io.millrace.state.KeyedState;
import io.millrace.state.ValueState;
import java.util.function.LongSupplier;

/** An aggregate per key, as a value that is its accumulator. */
final class DeclaredAggregate<T, A, R> implements AggregatingState<T, R>, Declarations.Declared {

    private final AggregateSpec<T, A, R> spec;
    private final Aggregate<? super T, A, ? extends R> aggregate;
    private ValueState<A> accumulators;
    private LongSupplier timestamp;

    DeclaredAggregate(AggregateSpec<T, A, R> spec) {
        this.spec = spec;
        aggregate = spec.aggregate();
    }

    @Override
    public void bind(KeyedState<?> keyedState, LongSupplier timestampAtHand) {
        accumulators = spec.bind(keyedState);
        timestamp = timestampAtHand;
    }

    @Override
    public void add(T event) {
        if (event == null) {
            throw new IllegalArgumentException("State '" + spec.name() + "': a null event is added: leave it out");
        }
        try {
            A accumulator = accumulators.get();
            if (accumulator == null) {
                accumulator = aggregate.create();
            }
            aggregate.add(accumulator, event, timestamp.getAsLong());
            accumulators.set(accumulator);
        } catch (Exception e) {
            throw unchecked(e);
        }
    }

    @Override
    public R get() {
        A accumulator = accumulators.get();
        try {
            return accumulator == null ? null : aggregate.result(accumulator);
        } catch (Exception e) {
            throw unchecked(e);
        }
    }

    @Override
    public void clear() {
        accumulators.clear();
    }

    private RuntimeException unchecked(Exception e) {
        return e instanceof RuntimeException already
                ? already
                : new IllegalStateException("The aggregate of state '" + spec.name() + "' failed: " + e, e);
    }
}
