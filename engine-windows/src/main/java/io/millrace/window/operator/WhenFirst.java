package io.millrace.window.operator;

import io.millrace.function.PredicateFn;
import io.millrace.operator.Aggregate;
import io.millrace.state.serde.CompositeSerde;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import io.millrace.window.aggregate.Emptiable;
import io.millrace.window.aggregate.Packable;
import io.millrace.window.aggregate.Packing;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Adds to each accumulator the mark that its window has fired. A window fires once, so that from then on its
 * accumulator is not needed any more, even when sessions merge.
 */
final class WhenFirst<T, A, R> extends Emission<T, WhenFirst.Once<A>, R>
        implements Packable<T, WhenFirst.Once<A>, R>, Emptiable<WhenFirst.Once<A>> {

    private static final long serialVersionUID = 1;

    private final Aggregate<T, A, R> aggregate;
    private final PredicateFn<? super R> condition;

    WhenFirst(Aggregate<T, A, R> aggregate, PredicateFn<? super R> condition) {
        this.aggregate = aggregate;
        this.condition = condition;
    }

    /** An accumulator until the window fires, nothing afterwards. */
    static final class Once<A> {
        private A accumulator;

        Once(A accumulator) {
            this.accumulator = accumulator;
        }

        boolean hasFired() {
            return accumulator == null;
        }

        /** Null once it has fired. */
        A accumulator() {
            return accumulator;
        }

        private void fire() {
            accumulator = null;
        }
    }

    @Override
    public Once<A> create() throws Exception {
        return new Once<>(aggregate.create());
    }

    @Override
    public void add(Once<A> once, T event, long timestamp) throws Exception {
        if (!once.hasFired()) {
            aggregate.add(once.accumulator, event, timestamp);
        }
    }

    @Override
    public void merge(Once<A> once, Once<A> other) throws Exception {
        if (other.hasFired()) {
            once.fire();
        } else if (!once.hasFired()) {
            aggregate.merge(once.accumulator, other.accumulator);
        }
    }

    @Override
    public boolean canSubtract() {
        return aggregate.canSubtract();
    }

    @Override
    public void subtract(Once<A> once, Once<A> other) throws Exception {
        if (!once.hasFired() && !other.hasFired()) {
            aggregate.subtract(once.accumulator, other.accumulator);
        }
    }

    @Override
    public boolean isEmpty(Once<A> once) {
        return !once.hasFired() && Emptiable.isEmpty(aggregate, once.accumulator);
    }

    @Override
    public R result(Once<A> once) throws Exception {
        return once.hasFired() ? null : Results.of(aggregate, once.accumulator);
    }

    @Override
    Aggregate<T, Once<A>, R> aggregate() {
        return this;
    }

    @Override
    R onEvent(Once<A> once, WindowView<R> window) throws Exception {
        return fire(once);
    }

    @Override
    R fire(Once<A> once) throws Exception {
        R result = once.hasFired() ? null : satisfying(once.accumulator);
        if (result != null) {
            once.fire();
        }
        return result;
    }

    @Override
    String waitsFor() {
        return "an event with which its condition holds";
    }

    @Override
    Emission<T, ?, R> ofCombinations() {
        return new OfCombinations<>(this);
    }

    /** The result, or null where it does not satisfy the condition. */
    R satisfying(A accumulator) throws Exception {
        R result = Results.of(aggregate, accumulator);
        return isSatisfiedBy(result) ? result : null;
    }

    boolean isSatisfiedBy(R result) throws Exception {
        return condition.test(result);
    }

    @Override
    public boolean isPackable() {
        return Packing.suits(aggregate);
    }

    @Override
    public Packing<T, Once<A>, R> packing() {
        return new FlatWhenFirst.OfPacked<>(Packing.of(aggregate), condition);
    }

    @Override
    boolean isFinal(Once<A> once) {
        return once.hasFired();
    }

    @Override
    public Serde<Once<A>> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return new OnceSerde<>(aggregate.accumulatorSerde(serdes, events));
    }

    private static final class OfCombinations<T, A, R> extends Emission<T, A, R> {

        private final WhenFirst<T, A, R> first;

        OfCombinations(WhenFirst<T, A, R> first) {
            this.first = first;
        }

        @Override
        Aggregate<T, A, R> aggregate() {
            return first.aggregate;
        }

        @Override
        R onEvent(A accumulator, WindowView<R> window) throws Exception {
            return fire(accumulator);
        }

        @Override
        R fire(A accumulator) throws Exception {
            return first.satisfying(accumulator);
        }

        @Override
        String waitsFor() {
            return first.waitsFor();
        }

        @Override
        boolean emitsOnce() {
            return true;
        }
    }

    private static final class OnceSerde<A> extends CompositeSerde<Once<A>> {

        private static final long serialVersionUID = 1;

        private final Serde<A> accumulator;

        OnceSerde(Serde<A> accumulator) {
            super("once", accumulator);
            this.accumulator = accumulator;
        }

        @Override
        public void write(Once<A> once, DataOutput out) throws IOException {
            writeNullable(accumulator, once.accumulator, out);
        }

        @Override
        protected Once<A> read(DataInput in, Parts parts) throws IOException {
            return new Once<>(parts.readNullable(0, "accumulator", in));
        }
    }
}
