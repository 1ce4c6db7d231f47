package io.millrace.window.aggregate;

import io.millrace.function.BiFn;
import io.millrace.operator.Aggregate;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import java.util.Objects;

public final class Reduce<T> implements Aggregate<T, Held<T>, T> {

    private static final long serialVersionUID = 1;

    private final BiFn<T, T, T> function;

    public Reduce(BiFn<T, T, T> function) {
        this.function = function;
    }

    @Override
    public Held<T> create() {
        return new Held<>();
    }

    @Override
    public void add(Held<T> reduced, T event, long timestamp) throws Exception {
        reduced.event = reduced.event == null
                ? event
                : Objects.requireNonNull(function.apply(reduced.event, event), "the function of reduce returned null");
    }

    @Override
    public void merge(Held<T> reduced, Held<T> other) throws Exception {
        if (other.event != null) {
            add(reduced, other.event, 0);
        }
    }

    @Override
    public T result(Held<T> reduced) {
        return reduced.event;
    }

    @Override
    public Type<?> resultType(Type<?> events) {
        return events;
    }

    @Override
    public Serde<Held<T>> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return HeldSerde.of("reduce", serdes, events);
    }
}
