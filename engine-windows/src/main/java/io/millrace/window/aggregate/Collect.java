package io.millrace.window.aggregate;

import io.millrace.operator.Aggregate;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.StateSerde;
import io.millrace.state.serde.Type;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

public final class Collect<T> implements Aggregate<T, Collect.Events, List<T>> {

    private static final long serialVersionUID = 1;

    /**
     * Only ever appended to, so that a result is a view of what is there so far and costs no copy, however often one is
     * asked for.
     */
    static final class Events {
        private Object[] array = new Object[4];
        private int size;

        private void add(Object event) {
            ensureCapacity(size + 1);
            array[size++] = event;
        }

        private void addAll(Events other) {
            ensureCapacity(Math.addExact(size, other.size));
            System.arraycopy(other.array, 0, array, size, other.size);
            size += other.size;
        }

        private void ensureCapacity(int needed) {
            if (needed > array.length) {
                array = Arrays.copyOf(array, Math.max(needed, array.length + (array.length >> 1)));
            }
        }

        private List<Object> view() {
            return Collections.unmodifiableList(Arrays.asList(array).subList(0, size));
        }
    }

    @Override
    public Events create() {
        return new Events();
    }

    @Override
    public void add(Events events, T event, long timestamp) {
        events.add(event);
    }

    @Override
    public void merge(Events events, Events other) {
        events.addAll(other);
    }

    @Override
    @SuppressWarnings("unchecked") // all that was added is of type T
    public List<T> result(Events events) {
        return (List<T>) events.view();
    }

    @Override
    public Serde<Events> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return new EventsSerde(serdes.serde(Type.of(List.class, HeldTypes.ofEvents("collect", events))));
    }

    private static final class EventsSerde extends StateSerde<Events> {

        private final Serde<List<Object>> list;

        EventsSerde(Serde<List<Object>> list) {
            super(list.form());
            this.list = list;
        }

        @Override
        public void write(Events events, DataOutput out) throws IOException {
            list.write(events.view(), out);
        }

        @Override
        public Events read(DataInput in) throws IOException {
            Events events = new Events();
            list.read(in).forEach(events::add);
            return events;
        }
    }
}
