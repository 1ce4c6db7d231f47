package io.millrace.window.aggregate;

import io.millrace.function.Fn;
import io.millrace.operator.Aggregate;
import io.millrace.state.serde.CompositeSerde;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Objects;

/** Keeps the key of the event it holds, so that the function is applied once to each event. */
public final class ExtremeBy<T, C extends Comparable<? super C>>
        implements Aggregate<T, ExtremeBy.Ranked<T, C>, T>, Emptiable<ExtremeBy.Ranked<T, C>> {

    private static final long serialVersionUID = 1;

    private final String noKey;
    private final Fn<? super T, ? extends C> key;
    private final boolean greatest;

    private ExtremeBy(String noKey, Fn<? super T, ? extends C> key, boolean greatest) {
        this.noKey = noKey;
        this.key = key;
        this.greatest = greatest;
    }

    public static <T, C extends Comparable<? super C>> ExtremeBy<T, C> least(Fn<? super T, ? extends C> key) {
        return new ExtremeBy<>("a value of min is null", key, false);
    }

    public static <T, C extends Comparable<? super C>> ExtremeBy<T, C> greatest(Fn<? super T, ? extends C> key) {
        return new ExtremeBy<>("a value of max is null", key, true);
    }

    static final class Ranked<T, C> {
        private T event;
        private C key;
    }

    @Override
    public Ranked<T, C> create() {
        return new Ranked<>();
    }

    @Override
    public void add(Ranked<T, C> extreme, T event, long timestamp) throws Exception {
        take(extreme, event, Objects.requireNonNull(key.apply(event), noKey));
    }

    @Override
    public void merge(Ranked<T, C> extreme, Ranked<T, C> other) {
        if (other.event != null) {
            take(extreme, other.event, other.key);
        }
    }

    private void take(Ranked<T, C> extreme, T event, C key) {
        if (extreme.event == null || isMore(key.compareTo(extreme.key))) {
            extreme.event = event;
            extreme.key = key;
        }
    }

    private boolean isMore(int comparison) {
        return greatest ? comparison > 0 : comparison < 0;
    }

    @Override
    public boolean isEmpty(Ranked<T, C> extreme) {
        return extreme.event == null;
    }

    @Override
    public T result(Ranked<T, C> extreme) {
        return extreme.event;
    }

    @Override
    public Type<?> resultType(Type<?> events) {
        return events;
    }

    @Override
    public Serde<Ranked<T, C>> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return new RankedSerde<>(serdes.serde(HeldTypes.<T>ofEvents(greatest ? "max" : "min", events)), this);
    }

    /** Writes the event alone: its key is what the function says. */
    private static final class RankedSerde<T, C extends Comparable<? super C>> extends CompositeSerde<Ranked<T, C>> {

        private static final long serialVersionUID = 1;

        private final Serde<T> event;
        private final ExtremeBy<T, C> aggregate;

        RankedSerde(Serde<T> event, ExtremeBy<T, C> aggregate) {
            super("held", event);
            this.event = event;
            this.aggregate = aggregate;
        }

        @Override
        public void write(Ranked<T, C> extreme, DataOutput out) throws IOException {
            writeNullable(event, extreme.event, out);
        }

        @Override
        protected Ranked<T, C> read(DataInput in, Parts parts) throws IOException {
            Ranked<T, C> extreme = new Ranked<>();
            T read = parts.readNullable(0, "event", in);
            if (read != null) {
                addAgain(extreme, read);
            }
            return extreme;
        }

        private void addAgain(Ranked<T, C> extreme, T read) throws IOException {
            try {
                aggregate.add(extreme, read, 0);
            } catch (Exception e) {
                throw new IOException("the function of min or max fails for " + read + ", which it took before", e);
            }
        }
    }
}
