package io.millrace.window.aggregate;

import io.millrace.operator.Aggregate;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

public final class Collect<T> implements Aggregate<T, Collect.Run, List<T>> {

    private static final long serialVersionUID = 1;

    @Override
    public Run create() {
        return new Run();
    }

    @Override
    public void add(Run events, T event, long timestamp) {
        events.add(event);
    }

    @Override
    public void merge(Run events, Run other) {
        events.addAll(other);
    }

    @Override
    @SuppressWarnings("unchecked") // all that was added is of type T
    public List<T> result(Run events) {
        return (List<T>) events.view();
    }

    @Override
    public Type<?> resultType(Type<?> events) {
        return HeldTypes.generic(List.class, events);
    }

    @Override
    public Serde<Run> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return new EventsSerde(CheckedSerde.withoutNulls(
                serdes.serde(Type.<List<Object>>of(List.class, HeldTypes.ofEvents("collect", events)))));
    }

    private static final class EventsSerde extends ConvertedSerde<Run, List<Object>> {

        private static final long serialVersionUID = 1;

        EventsSerde(Serde<List<Object>> list) {
            super(list);
        }

        @Override
        protected List<Object> written(Run events) {
            return events.view();
        }

        @Override
        protected Run made(List<Object> events) {
            Run run = new Run();
            events.forEach(run::add);
            return run;
        }
    }

    /**
     * A growing run of elements in an array that other runs, and results, may have a part of. What has been put into the
     * array stays as it is; who finds a free place next to an end of its part takes it, and who finds it taken goes on in a
     * copy. So runs that overlap, such as those of sliding windows, or those that become one, such as sessions, need no
     * copies of what they have in common.
     */
    static final class Run {

        private static final int FIRST_CAPACITY = 4;

        /** An array, and which places of it have been taken. */
        private static final class Shared {
            private final Object[] array;
            private int from;
            private int to;

            Shared(Object[] array, int from, int to) {
                this.array = array;
                this.from = from;
                this.to = to;
            }
        }

        private Shared shared = new Shared(new Object[FIRST_CAPACITY], 0, 0);
        private int from;
        private int to;

        int size() {
            return to - from;
        }

        void add(Object element) {
            takeBehind(1);
            shared.array[to - 1] = element;
        }

        /** Adds what is less to what is more, before it or behind. */
        void addAll(Run other) {
            if (other.size() <= size()) {
                Shared source = other.shared;
                int start = other.from;
                int length = other.size();
                takeBehind(length);
                System.arraycopy(source.array, start, shared.array, to - length, length);
                return;
            }
            Shared own = shared;
            int start = from;
            int length = size();
            shared = other.shared;
            from = other.from;
            to = other.to;
            takeBefore(length);
            System.arraycopy(own.array, start, shared.array, from, length);
        }

        private void takeBehind(int length) {
            if (to != shared.to || length > shared.array.length - to) {
                int size = size();
                Object[] array = new Object[Math.addExact(size, Math.max(length, size >> 1))];
                System.arraycopy(shared.array, from, array, 0, size);
                shared = new Shared(array, 0, size);
                from = 0;
                to = size;
            }
            to += length;
            shared.to = to;
        }

        private void takeBefore(int length) {
            if (from != shared.from || length > from) {
                int room = Math.max(length, size() >> 1);
                Object[] array = new Object[Math.addExact(room, size())];
                System.arraycopy(shared.array, from, array, room, size());
                shared = new Shared(array, room, array.length);
                to = array.length;
                from = room;
            }
            from -= length;
            shared.from = from;
        }

        /** What is there so far. */
        List<Object> view() {
            return Collections.unmodifiableList(Arrays.asList(shared.array).subList(from, to));
        }
    }
}
