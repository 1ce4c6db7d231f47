package io.millrace.operator;

import io.millrace.state.AggregatingState;
import io.millrace.state.StateHandle;
import io.millrace.state.StateSpec;
import io.millrace.state.Ttl;
import io.millrace.state.ValueState;
import io.millrace.state.serde.Type;
import io.millrace.state.table.CurrentKey;
import io.millrace.state.table.StateBackend;
import java.util.Objects;

/**
 * Declares an {@link io.millrace.state.AggregatingState}. Immutable.
 *
 * @param <T> the events
 * @param <A> the accumulators
 * @param <R> the results
 */
public final class AggregateSpec<T, A, R> implements StateSpec<AggregatingState<T, R>> {
    private static final long serialVersionUID = 1;

    private final String name;
    private final Aggregate<? super T, A, ? extends R> aggregate;
    private final Type<T> events;
    private final Ttl ttl;

    private AggregateSpec(String name, Aggregate<? super T, A, ? extends R> aggregate, Type<T> events, Ttl ttl) {
        this.name = name;
        this.aggregate = aggregate;
        this.events = events;
        this.ttl = ttl;
    }

    /**
     * An aggregate that lives until it is cleared.
     *
     * @param <T> the events
     * @param <A> the accumulators
     * @param <R> the results
     * @param name unique within the operator, stable across versions of the program: as of
     *     {@link io.millrace.state.StateSpec#name}
     * @param aggregate how events are taken in
     * @return the declaration
     */
    public static <T, A, R> AggregateSpec<T, A, R> of(String name, Aggregate<? super T, A, ? extends R> aggregate) {
        Objects.requireNonNull(aggregate, "the aggregate of state '" + name + "' must not be null");
        return new AggregateSpec<>(name, aggregate, null, null);
    }

    /**
     * Tells the type of the events, which snapshots need for an aggregate that holds some: a first or greatest one,
     * say.
     *
     * @param type the type of the events
     * @return the declaration with it
     */
    public AggregateSpec<T, A, R> events(Type<T> type) {
        return new AggregateSpec<>(name, aggregate, type, ttl);
    }

    /**
     * Makes the aggregate of a key expire.
     *
     * @param ttl how long it lives after an event was taken in
     * @return the declaration with it
     */
    public AggregateSpec<T, A, R> ttl(Ttl ttl) {
        return new AggregateSpec<>(name, aggregate, events, ttl);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Ttl ttl() {
        return ttl;
    }

    @Override
    public StateHandle<AggregatingState<T, R>> handle() {
        return new Accumulated<>(this);
    }

    /** An aggregate per key, as a value that is its accumulator. */
    private static final class Accumulated<T, A, R>
            implements AggregatingState<T, R>, StateHandle<AggregatingState<T, R>> {

        private final String name;
        private final Aggregate<? super T, A, ? extends R> aggregate;
        private final StateHandle<ValueState<A>> handle;
        private final ValueState<A> accumulators;
        private CurrentKey<?> current = CurrentKey.unbound();

        Accumulated(AggregateSpec<T, A, R> spec) {
            name = spec.name;
            aggregate = spec.aggregate;
            handle = StateHandle.ofValue(
                    spec.name,
                    spec.ttl,
                    backend -> backend.serdeBy(
                            "the accumulators of state '" + spec.name + "'",
                            serdes -> spec.aggregate.accumulatorSerde(serdes, spec.events)));
            accumulators = handle.state();
        }

        @Override
        public AggregatingState<T, R> state() {
            return this;
        }

        @Override
        public void bind(StateBackend<?> backend) {
            handle.bind(backend);
            current = backend.current();
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
                aggregate.add(accumulator, event, current.timestamp());
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
}
