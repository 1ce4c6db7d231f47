package io.millrace.window.aggregate;

import io.millrace.function.BiFn;
import io.millrace.function.LambdaTypes;
import io.millrace.function.QuadFn;
import io.millrace.function.TriFn;
import io.millrace.operator.Aggregate;
import io.millrace.operator.Updates;
import io.millrace.state.serde.NoSerdeException;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import io.millrace.window.aggregate.Both.Pair;
import java.util.List;

/**
 * Aggregates over several streams. Each stream has one of its own; their accumulators make a pair, or a pair of pairs, which
 * is that of the whole. For each stream there is the whole as its events see it: they are added to its own part.
 */
public final class Sides {

    private Sides() {}

    /** Two streams; returns what takes in the events of each. */
    public static <A, F, X, B, S, Y, R> List<Aggregate<?, ?, R>> of(
            Side<A, F, X> first, Side<B, S, Y> second, BiFn<? super X, ? super Y, ? extends R> function) {
        Halves<F, X, S, Y, R> whole = new Halves<>(first, second, function, LambdaTypes.ofFunction(function));
        return List.of(whole.first(first.aggregate), whole.second(second.aggregate));
    }

    /** Three streams; returns what takes in the events of each. */
    public static <A, F, X, B, S, Y, C, G, Z, R> List<Aggregate<?, ?, R>> of(
            Side<A, F, X> first,
            Side<B, S, Y> second,
            Side<C, G, Z> third,
            TriFn<? super X, ? super Y, ? super Z, ? extends R> function) {
        Halves<F, X, S, Y, Pair<X, Y>> pair = new Halves<>(first, second, Pair::new, null);
        Halves<Pair<F, S>, Pair<X, Y>, G, Z, R> whole = new Halves<>(
                pair.whole,
                third,
                (xy, z) -> function.apply(xy.first(), xy.second(), z),
                LambdaTypes.ofFunction(function));
        return List.of(
                whole.first(pair.first(first.aggregate)),
                whole.first(pair.second(second.aggregate)),
                whole.second(third.aggregate));
    }

    /** Four streams; returns what takes in the events of each. */
    public static <A, F, X, B, S, Y, C, G, Z, D, H, W, R> List<Aggregate<?, ?, R>> of(
            Side<A, F, X> first,
            Side<B, S, Y> second,
            Side<C, G, Z> third,
            Side<D, H, W> fourth,
            QuadFn<? super X, ? super Y, ? super Z, ? super W, ? extends R> function) {
        Halves<F, X, S, Y, Pair<X, Y>> pair = new Halves<>(first, second, Pair::new, null);
        Halves<G, Z, H, W, Pair<Z, W>> other = new Halves<>(third, fourth, Pair::new, null);
        Halves<Pair<F, S>, Pair<X, Y>, Pair<G, H>, Pair<Z, W>, R> whole = new Halves<>(
                pair.whole,
                other.whole,
                (xy, zw) -> function.apply(xy.first(), xy.second(), zw.first(), zw.second()),
                LambdaTypes.ofFunction(function));
        return List.of(
                whole.first(pair.first(first.aggregate)),
                whole.first(pair.second(second.aggregate)),
                whole.second(other.first(third.aggregate)),
                whole.second(other.second(fourth.aggregate)));
    }

    /** An aggregate of one stream, whose type of events is its own, whatever those of the others are. */
    public static final class Side<T, A, R> extends Delegating<T, A, R> {

        private static final long serialVersionUID = 1;

        private final String which;
        private final Aggregate<? super T, A, R> aggregate;

        /** Null where it is not known. */
        private final Type<?> events;

        private Side(String which, Aggregate<? super T, A, R> aggregate, Type<?> events) {
            super(aggregate);
            this.which = which;
            this.aggregate = aggregate;
            this.events = events;
        }

        /**
         * An aggregate of a stream.
         *
         * @param which which stream, for messages
         * @param events the type of its events, or null where it is not known
         */
        public static <T, R> Side<T, ?, R> of(String which, Aggregate<? super T, ?, R> aggregate, Type<?> events) {
            return new Side<>(which, aggregate, events);
        }

        @Override
        public void add(A accumulator, T event, long timestamp) throws Exception {
            aggregate.add(accumulator, event, timestamp);
        }

        @Override
        public boolean takes(Updates updates) {
            return aggregate.takes(updates);
        }

        @Override
        public R result(A accumulator) throws Exception {
            return aggregate.result(accumulator);
        }

        @Override
        Type<?> passedOn(Type<?> unused) {
            return events;
        }

        @Override
        public Serde<A> accumulatorSerde(SerdeRegistry serdes, Type<?> unused) {
            try {
                return super.accumulatorSerde(serdes, events);
            } catch (NoSerdeException e) {
                throw new NoSerdeException("of the " + which + " stream: " + e.getMessage(), e);
            }
        }
    }

    /** Two aggregates that events are added to apart from each other. */
    private static final class Halves<F, X, S, Y, R> {

        private final Both<Object, F, S, X, Y, R> whole;

        @SuppressWarnings("unchecked") // nothing is added to the whole
        Halves(
                Aggregate<?, F, X> one,
                Aggregate<?, S, Y> two,
                BiFn<? super X, ? super Y, ? extends R> function,
                Type<?> results) {
            whole = new Both<>((Aggregate<Object, F, X>) one, (Aggregate<Object, S, Y>) two, function, results, true);
        }

        /** The whole, for events that the first half takes in. */
        <T> Aggregate<T, Pair<F, S>, R> first(Aggregate<? super T, F, ?> half) {
            return new FirstOf<>(whole, half);
        }

        /** The whole, for events that the second half takes in. */
        <T> Aggregate<T, Pair<F, S>, R> second(Aggregate<? super T, S, ?> half) {
            return new SecondOf<>(whole, half);
        }
    }

    /** A pair of aggregates, for events that one of the two takes in. */
    private abstract static class HalfOf<T, F, S, R> extends Delegating<T, Pair<F, S>, R> {

        private static final long serialVersionUID = 1;

        private final Aggregate<?, Pair<F, S>, R> whole;

        HalfOf(Aggregate<?, Pair<F, S>, R> whole) {
            super(whole);
            this.whole = whole;
        }

        @Override
        public boolean takes(Updates updates) {
            return whole.takes(updates);
        }

        @Override
        public R result(Pair<F, S> pair) throws Exception {
            return whole.result(pair);
        }

        @Override
        public Type<?> resultType(Type<?> events) {
            return whole.resultType(events);
        }
    }

    private static final class FirstOf<T, F, S, R> extends HalfOf<T, F, S, R> {

        private static final long serialVersionUID = 1;

        private final Aggregate<? super T, F, ?> half;

        FirstOf(Aggregate<?, Pair<F, S>, R> whole, Aggregate<? super T, F, ?> half) {
            super(whole);
            this.half = half;
        }

        @Override
        public void add(Pair<F, S> pair, T event, long timestamp) throws Exception {
            half.add(pair.first(), event, timestamp);
        }
    }

    private static final class SecondOf<T, F, S, R> extends HalfOf<T, F, S, R> {

        private static final long serialVersionUID = 1;

        private final Aggregate<? super T, S, ?> half;

        SecondOf(Aggregate<?, Pair<F, S>, R> whole, Aggregate<? super T, S, ?> half) {
            super(whole);
            this.half = half;
        }

        @Override
        public void add(Pair<F, S> pair, T event, long timestamp) throws Exception {
            half.add(pair.second(), event, timestamp);
        }
    }
}
