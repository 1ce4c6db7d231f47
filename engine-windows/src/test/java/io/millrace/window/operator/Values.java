package io.millrace.window.operator;

import io.millrace.operator.Aggregate;
import io.millrace.state.serde.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;

/** The values of events in the order in which they were added and merged; subtracts if asked to, value by value. */
final class Values<R> implements Aggregate<Event, List<Long>, R> {

    private static final long serialVersionUID = 1;

    private final boolean subtracts;
    private final transient Function<List<Long>, R> result;
    transient long calls;

    Values(boolean subtracts, Function<List<Long>, R> result) {
        this.subtracts = subtracts;
        this.result = result;
    }

    static long sum(List<Long> values) {
        return values.stream().mapToLong(value -> value).sum();
    }

    static List<Long> sorted(List<Long> values) {
        return new ArrayList<>(new TreeSet<>(values));
    }

    @Override
    public Type<List<Long>> accumulatorType(Type<?> events) {
        return new Type<>() {};
    }

    @Override
    public List<Long> create() {
        return new ArrayList<>();
    }

    @Override
    public void add(List<Long> values, Event event, long timestamp) {
        calls++;
        values.add(event.value());
    }

    @Override
    public void merge(List<Long> values, List<Long> other) {
        calls++;
        values.addAll(other);
    }

    @Override
    public boolean canSubtract() {
        return subtracts;
    }

    @Override
    public void subtract(List<Long> values, List<Long> other) {
        calls++;
        for (Long value : other) {
            if (!subtracts || !values.remove(value)) {
                throw new IllegalArgumentException(values + " - " + other);
            }
        }
    }

    @Override
    public R result(List<Long> values) {
        return result.apply(new ArrayList<>(values));
    }
}
