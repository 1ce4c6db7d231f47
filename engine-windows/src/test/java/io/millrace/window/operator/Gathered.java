package io.millrace.window.operator;

import io.millrace.operator.Aggregate;
import io.millrace.state.serde.Type;
import java.util.ArrayList;
import java.util.List;

/** The values of all events, sorted: tells which events are in a result, and how often, whatever their order was. */
record Gathered(boolean canSubtract) implements Aggregate<Event, List<Long>, List<Long>> {

    @Override
    public List<Long> create() {
        return new ArrayList<>();
    }

    @Override
    public void add(List<Long> values, Event event, long timestamp) {
        values.add(event.value());
    }

    @Override
    public void merge(List<Long> values, List<Long> other) {
        values.addAll(other);
    }

    @Override
    public boolean isCommutative() {
        return true;
    }

    @Override
    public void subtract(List<Long> values, List<Long> other) {
        for (Long value : other) {
            if (!values.remove(value)) {
                throw new IllegalArgumentException(values + " - " + other);
            }
        }
    }

    @Override
    public List<Long> result(List<Long> values) {
        return values.stream().sorted().toList();
    }

    @Override
    public Type<List<Long>> accumulatorType(Type<?> events) {
        return new Type<>() {};
    }
}
