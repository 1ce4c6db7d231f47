package io.millrace.window.aggregate;

import io.millrace.function.BiFn;
import io.millrace.operator.Aggregate;
import io.millrace.operator.Updates;
import io.millrace.state.serde.CompositeSerde;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Comparator;
import java.util.Objects;

/** Chooses one event; the accumulator is that event, or null as long as there was none. */
public abstract class SingleEvent<T> implements Aggregate<T, SingleEvent.Held<T>, T>, Emptiable<SingleEvent.Held<T>> {

    private static final long serialVersionUID = 1;

    private final String name;

    private SingleEvent(String name) {
        this.name = name;
    }

    /** An event, or null. */
    static final class Held<T> {
        private T event;
    }

    @Override
    public final Held<T> create() {
        return new Held<>();
    }

    @Override
    public final boolean isEmpty(Held<T> held) {
        return held.event == null;
    }

    @Override
    public final T result(Held<T> held) {
        return held.event;
    }

    @Override
    public final Type<?> resultType(Type<?> events) {
        return events;
    }

    @Override
    public final Serde<Held<T>> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return new HeldSerde<>(serdes.serde(HeldTypes.<T>ofEvents(name, events)));
    }

    private static final class HeldSerde<T> extends CompositeSerde<Held<T>> {

        private static final long serialVersionUID = 1;

        private final Serde<T> event;

        HeldSerde(Serde<T> event) {
            super("held", event);
            this.event = event;
        }

        @Override
        public void write(Held<T> held, DataOutput out) throws IOException {
            writeNullable(event, held.event, out);
        }

        @Override
        protected Held<T> read(DataInput in, Parts parts) throws IOException {
            Held<T> held = new Held<>();
            held.event = parts.readNullable(0, "event", in);
            return held;
        }
    }

    public static final class First<T> extends SingleEvent<T> {

        private static final long serialVersionUID = 1;

        public First() {
            super("first");
        }

        @Override
        public void add(Held<T> first, T event, long timestamp) {
            if (first.event == null) {
                first.event = event;
            }
        }

        @Override
        public void merge(Held<T> first, Held<T> other) {
            add(first, other.event, 0);
        }
    }

    public static final class Last<T> extends SingleEvent<T> {

        private static final long serialVersionUID = 1;

        public Last() {
            super("last");
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
    }

    /** What a function makes of the one before and the next. */
    public static final class Reduced<T> extends SingleEvent<T> {

        private static final long serialVersionUID = 1;

        private final BiFn<T, T, T> function;

        public Reduced(BiFn<T, T, T> function) {
            super("reduce");
            this.function = function;
        }

        @Override
        public void add(Held<T> held, T event, long timestamp) throws Exception {
            held.event = held.event == null
                    ? event
                    : Objects.requireNonNull(function.apply(held.event, event), "the function of reduce returned null");
        }

        @Override
        public void merge(Held<T> held, Held<T> other) throws Exception {
            if (other.event != null) {
                add(held, other.event, 0);
            }
        }
    }

    /** By an order. */
    public static final class Least<T> extends SingleEvent<T> {

        private static final long serialVersionUID = 1;

        private final Comparator<? super T> order;

        public Least(Comparator<? super T> order) {
            super("min or max");
            this.order = order;
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
    }
}
