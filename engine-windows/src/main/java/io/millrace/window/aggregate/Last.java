package io.millrace.window.aggregate;

import io.millrace.operator.Aggregate;
import io.millrace.operator.Updates;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;

public final class Last<T> implements Aggregate<T, Held<T>, T> {

    private static final long serialVersionUID = 1;

    @Override
    public Held<T> create() {
        return new Held<>();
    }

    @Override
    public void add(Held<T> last, T event, long timestamp) {
        last.event = event;
    }

    @Override
    public void merge(Held<T> last, Held<T> other) {
        if (other.event != null) {
            last.event = other.event;
        }
    }

    @Override
    public boolean takes(Updates updates) {
        return updates == Updates.REVISIONS;
    }

    @Override
    public T result(Held<T> last) {
        return last.event;
    }

    @Override
    public Type<?> resultType(Type<?> events) {
        return events;
    }

    @Override
    public Serde<Held<T>> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return HeldSerde.of("last", serdes, events);
    }
}
