package io.millrace.operator;

import io.millrace.state.Ttl;
import io.millrace.state.ValueSpec;
import io.millrace.state.serde.Type;
import java.util.Objects;

/**
 * Declares an {@link io.millrace.state.AggregatingState}. Immutable.
 *
 * @param <T> the events
 * @param <A> the accumulators
 * @param <R> the results
 */
public final class AggregateSpec<T, A, R> {
    private static final Type<?> UNKNOWN = Type.of(Object.class);

    private final Aggregate<? super T, A, ? extends R> aggregate;
    private final ValueSpec<A> accumulators;

    private AggregateSpec(Aggregate<? super T, A, ? extends R> aggregate, ValueSpec<A> accumulators) {
        this.aggregate = aggregate;
        this.accumulators = accumulators;
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
    @SuppressWarnings("unchecked") // an accumulator of unknown type is not written
    public static <T, A, R> AggregateSpec<T, A, R> of(String name, Aggregate<? super T, A, ? extends R> aggregate) {
        Objects.requireNonNull(aggregate, "the aggregate of state '" + name + "' must not be null");
        Type<A> type = aggregate.accumulatorType(null);
        return new AggregateSpec<>(aggregate, ValueSpec.of(name, type == null ? (Type<A>) UNKNOWN : type));
    }

    /**
     * Tells the type of the events, which snapshots need for an aggregate that holds some: a first or greatest one, say.
     *
     * @param type the type of the events
     * @return the declaration with it
     */
    public AggregateSpec<T, A, R> events(Type<T> type) {
        Type<A> accumulator = aggregate.accumulatorType(type);
        return accumulator == null ? this : accumulators(accumulator);
    }

    /**
     * Tells the type of the accumulators, which snapshots need, for an aggregate that does not tell it itself.
     *
     * @param type the type of the accumulators
     * @return the declaration with it
     */
    public AggregateSpec<T, A, R> accumulators(Type<A> type) {
        return new AggregateSpec<>(
                aggregate, ValueSpec.of(accumulators.name(), type).ttl(accumulators.ttl()));
    }

    /**
     * Makes the aggregate of a key expire.
     *
     * @param ttl how long it lives after an event was taken in
     * @return the declaration with it
     */
    public AggregateSpec<T, A, R> ttl(Ttl ttl) {
        return new AggregateSpec<>(aggregate, accumulators.ttl(ttl));
    }

    Aggregate<? super T, A, ? extends R> aggregate() {
        return aggregate;
    }

    ValueSpec<A> accumulators() {
        return accumulators;
    }
}
