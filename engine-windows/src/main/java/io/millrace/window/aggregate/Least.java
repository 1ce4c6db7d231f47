package io.millrace.window.aggregate;

import io.millrace.operator.Aggregate;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import java.util.Comparator;

public final class Least<T> implements Aggregate<T, Held<T>, T> {

    private static final long serialVersionUID = 1;

    private final Comparator<? super T> order;

    public Least(Comparator<? super T> order) {
        this.order = order;
    }

    @Override
    public Held<T> create() {
        return new Held<>();
    }

    @Override
    public void add(Held<T> least, T event, long timestamp) {
        if (least.event == null || order.compare(event, least.event) < 0) {
            least.event = event;
        }
    }

    @Override
    public void merge(Held<T> least, Held<T> other) {
        if (other.event != null) {
            add(least, other.event, 0);
        }
    }

    @Override
    public T result(Held<T> least) {
        return least.event;
    }

    @Override
    public Type<?> resultType(Type<?> events) {
        return events;
    }

    @Override
    public Serde<Held<T>> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return HeldSerde.of("min or max", serdes, events);
    }
}
