package io.millrace.operator;

import io.millrace.state.AggregatingState;
import io.millrace.state.KeyedState;
import java.util.function.LongSupplier;

/** An aggregate per key, as a value that is its accumulator. */
final class DeclaredAggregate<T, A, R> implements AggregatingState<T, R>, Declarations.Declared {

    private final Aggregate<? super T, A, ? extends R> aggregate;
    private final DeclaredValue<A> accumulators;
    private final String name;
    private LongSupplier timestamp;

    DeclaredAggregate(AggregateSpec<T, A, R> spec) {
        aggregate = spec.aggregate();
        accumulators = new DeclaredValue<>(spec.accumulators());
        name = spec.accumulators().name();
    }

    @Override
    public void bind(KeyedState<?> keyedState, LongSupplier timestampAtHand) {
        accumulators.bind(keyedState, timestampAtHand);
        timestamp = timestampAtHand;
    }

    @Override
    public void add(T event) {
        if (event == null) {
            throw new IllegalArgumentException("State '" + name + "': a null event is added: leave it out");
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
                : new IllegalStateException("The aggregate of state '" + name + "' failed: " + e, e);
    }
}
