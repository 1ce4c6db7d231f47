package io.millrace.window.operator;

import io.millrace.operator.Aggregate;
import io.millrace.state.serde.Type;
import java.util.ArrayList;
import java.util.List;

/** Tells whether panes were merged in the order of time. */
record PaneOrder(WindowGrid grid) implements Aggregate<Event, List<Long>, Boolean> {

    @Override
    public Type<List<Long>> accumulatorType(Type<?> events) {
        return new Type<>() {};
    }

    @Override
    public List<Long> create() {
        return new ArrayList<>();
    }

    @Override
    public void add(List<Long> starts, Event event, long timestamp) {
        starts.add(grid.startOf(timestamp));
    }

    @Override
    public void merge(List<Long> starts, List<Long> other) {
        starts.addAll(other);
    }

    @Override
    public Boolean result(List<Long> starts) {
        return starts.stream().sorted().toList().equals(starts);
    }
}
