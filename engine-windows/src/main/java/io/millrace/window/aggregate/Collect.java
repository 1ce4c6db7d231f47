package io.millrace.window.aggregate;

import io.millrace.operator.Aggregate;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.StateSerde;
import io.millrace.state.serde.Type;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

public final class Collect<T> implements Aggregate<T, SharedRun, List<T>> {

    private static final long serialVersionUID = 1;

    @Override
    public SharedRun create() {
        return new SharedRun();
    }

    @Override
    public void add(SharedRun events, T event, long timestamp) {
        events.add(event);
    }

    @Override
    public void merge(SharedRun events, SharedRun other) {
        events.addAll(other);
    }

    @Override
    @SuppressWarnings("unchecked") // all that was added is of type T
    public List<T> result(SharedRun events) {
        return (List<T>) events.view();
    }

    @Override
    public Type<?> resultType(Type<?> events) {
        return HeldTypes.generic(List.class, events);
    }

    @Override
    public Serde<SharedRun> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return new EventsSerde(CheckedSerde.withoutNulls(
                serdes.serde(Type.<List<Object>>of(List.class, HeldTypes.ofEvents("collect", events)))));
    }

    private static final class EventsSerde extends StateSerde<SharedRun> {

        private final Serde<List<Object>> list;

        EventsSerde(Serde<List<Object>> list) {
            super(list.form());
            this.list = list;
        }

        @Override
        public void write(SharedRun events, DataOutput out) throws IOException {
            list.write(events.view(), out);
        }

        @Override
        public SharedRun read(DataInput in) throws IOException {
            SharedRun events = new SharedRun();
            list.read(in).forEach(events::add);
            return events;
        }
    }
}
