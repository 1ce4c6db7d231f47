package io.millrace.operator;

import io.millrace.state.KeyedState;
import io.millrace.state.Ttl;
import io.millrace.state.ValueState;
import io.millrace.state.serde.Serde;
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

    String name() {
        return name;
    }

    Aggregate<? super T, A, ? extends R> aggregate() {
        return aggregate;
    }

    /** The accumulators of the current key. */
    ValueState<A> bind(KeyedState<?> state) {
        Serde<A> serde = state.serdeBy(
                "the accumulators of state '" + name + "'", serdes -> aggregate.accumulatorSerde(serdes, events));
        return state.value(name, serde, ttl);
    }
}
