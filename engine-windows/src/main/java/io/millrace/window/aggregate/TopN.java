package io.millrace.window.aggregate;

import io.millrace.function.Fn;
import io.millrace.operator.Aggregate;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** The accumulator is in the order of the result. Kept short by n, it is cheaper to search from its end than a heap. */
public final class TopN<T> implements Aggregate<T, List<T>, List<T>> {

    private static final long serialVersionUID = 1;

    private final int n;
    private final Comparator<? super T> order;

    public TopN(int n, Comparator<? super T> order) {
        this.n = n;
        this.order = order;
    }

    @Override
    public List<T> create() {
        return new ArrayList<>();
    }

    @Override
    public void add(List<T> top, T event, long timestamp) {
        take(top, event);
    }

    @Override
    public void merge(List<T> top, List<T> other) {
        for (T event : other) {
            if (!take(top, event)) {
                return;
            }
        }
    }

    /** An event goes behind its equals: they came before it. */
    private boolean take(List<T> top, T event) {
        int rank = top.size();
        while (rank > 0 && order.compare(event, top.get(rank - 1)) > 0) {
            rank--;
        }
        if (rank == n) {
            return false;
        }
        if (top.size() == n) {
            top.remove(n - 1);
        }
        top.add(rank, event);
        return true;
    }

    @Override
    public List<T> result(List<T> top) {
        return List.copyOf(top);
    }

    @Override
    public Type<?> resultType(Type<?> events) {
        return HeldTypes.generic(List.class, events);
    }

    @Override
    public Serde<List<T>> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return new RankedSerde<>(
                CheckedSerde.withoutNulls(
                        serdes.serde(Type.<List<T>>of(List.class, HeldTypes.ofEvents("topN", events)))),
                this);
    }

    /** Ranks what it reads anew: with another order or a smaller n, the events are those that are now at the top. */
    private static final class RankedSerde<T> extends ConvertedSerde<List<T>, List<T>> {

        private static final long serialVersionUID = 1;

        private final TopN<T> aggregate;

        RankedSerde(Serde<List<T>> list, TopN<T> aggregate) {
            super(list);
            this.aggregate = aggregate;
        }

        @Override
        protected List<T> written(List<T> top) {
            return top;
        }

        @Override
        protected List<T> made(List<T> events) {
            List<T> top = aggregate.create();
            events.forEach(event -> aggregate.take(top, event));
            return top;
        }
    }

    /** The order of what a function says of events; serializable, and what the function throws comes as it is. */
    public record ByValue<T, C extends Comparable<? super C>>(String aggregate, Fn<? super T, ? extends C> value)
            implements Comparator<T>, Serializable {

        @Override
        public int compare(T one, T other) {
            return valueOf(one).compareTo(valueOf(other));
        }

        private C valueOf(T event) {
            try {
                return Objects.requireNonNull(value.apply(event), () -> "a value of " + aggregate + " is null");
            } catch (Exception e) {
                throw asIs(e);
            }
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"
        }) // what calls comparators lets every exception through
        private static <E extends Exception> RuntimeException asIs(Exception exception) throws E {
            throw (E) exception;
        }
    }
}
