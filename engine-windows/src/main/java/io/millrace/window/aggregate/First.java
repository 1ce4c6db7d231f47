package io.millrace.window.aggregate;

import io.millrace.operator.Aggregate;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;

public final class First<T> implements Aggregate<T, Held<T>, T> {

    private static final long serialVersionUID = 1;

    @Override
    public Held<T> create() {
        return new Held<>();
    }

    @Override
    public void add(Held<T> first, T event, long timestamp) {
        if (first.event == null) {
            first.event = event;
        }
    }

    @Override
    public void merge(Held<T> first, Held<T> other) {
        if (first.event == null) {
            first.event = other.event;
        }
    }

    @Override
    public T result(Held<T> first) {
        return first.event;
    }

    @Override
    public Type<?> resultType(Type<?> events) {
        return events;
    }

    @Override
    public Serde<Held<T>> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return HeldSerde.of("first", serdes, events);
    }
}
