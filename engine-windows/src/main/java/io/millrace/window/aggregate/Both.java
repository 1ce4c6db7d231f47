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

public final class Both<T, A1, A2, R1, R2, R>
        implements Aggregate<T, Both.Pair<A1, A2>, R>, Emptiable<Both.Pair<A1, A2>> {

    private static final long serialVersionUID = 1;

    private final Aggregate<? super T, A1, R1> first;
    private final Aggregate<? super T, A2, R2> second;
    private final BiFn<? super R1, ? super R2, ? extends R> combiner;

    /** Null where it is not known. */
    private final Type<?> results;

    /** Whether an event may be for one of both alone. */
    private final boolean apart;

    public Both(
            Aggregate<? super T, A1, R1> first,
            Aggregate<? super T, A2, R2> second,
            BiFn<? super R1, ? super R2, ? extends R> combiner,
            Type<?> results) {
        this(first, second, combiner, results, false);
    }

    Both(
            Aggregate<? super T, A1, R1> first,
            Aggregate<? super T, A2, R2> second,
            BiFn<? super R1, ? super R2, ? extends R> combiner,
            Type<?> results,
            boolean apart) {
        this.first = first;
        this.second = second;
        this.combiner = combiner;
        this.results = results;
        this.apart = apart;
    }

    /** Two accumulators or two results. */
    public record Pair<F, S>(F first, S second) {}

    @Override
    public Pair<A1, A2> create() throws Exception {
        return new Pair<>(first.create(), second.create());
    }

    @Override
    public void add(Pair<A1, A2> pair, T event, long timestamp) throws Exception {
        first.add(pair.first, event, timestamp);
        second.add(pair.second, event, timestamp);
    }

    @Override
    public void merge(Pair<A1, A2> pair, Pair<A1, A2> other) throws Exception {
        first.merge(pair.first, other.first);
        second.merge(pair.second, other.second);
    }

    @Override
    public boolean isCommutative() {
        return first.isCommutative() && second.isCommutative();
    }

    @Override
    public boolean canSubtract() {
        return first.canSubtract() && second.canSubtract();
    }

    @Override
    public void subtract(Pair<A1, A2> pair, Pair<A1, A2> other) throws Exception {
        if (!canSubtract()) {
            Aggregate.super.subtract(pair, other);
        }
        first.subtract(pair.first, other.first);
        second.subtract(pair.second, other.second);
    }

    @Override
    public boolean takes(Updates updates) {
        return first.takes(updates) && second.takes(updates);
    }

    @Override
    public boolean isEmpty(Pair<A1, A2> pair) {
        boolean isFirstEmpty = Emptiable.isEmpty(first, pair.first);
        boolean isSecondEmpty = Emptiable.isEmpty(second, pair.second);
        return apart ? isFirstEmpty && isSecondEmpty : isFirstEmpty || isSecondEmpty;
    }

    @Override
    public R result(Pair<A1, A2> pair) throws Exception {
        return combiner.apply(first.result(pair.first), second.result(pair.second));
    }

    @Override
    public Type<?> resultType(Type<?> events) {
        return results;
    }

    @Override
    public Serde<Pair<A1, A2>> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return new PairSerde<>(first.accumulatorSerde(serdes, events), second.accumulatorSerde(serdes, events));
    }

    private static final class PairSerde<F, S> extends CompositeSerde<Pair<F, S>> {

        private static final long serialVersionUID = 1;

        private final Serde<F> first;
        private final Serde<S> second;

        PairSerde(Serde<F> first, Serde<S> second) {
            super("pair", first, second);
            this.first = first;
            this.second = second;
        }

        @Override
        public void write(Pair<F, S> pair, DataOutput out) throws IOException {
            first.write(pair.first, out);
            second.write(pair.second, out);
        }

        @Override
        protected Pair<F, S> read(DataInput in, Parts parts) throws IOException {
            return new Pair<>(parts.read(0, "first accumulator", in), parts.read(1, "second accumulator", in));
        }
    }
}
