package io.millrace.window.operator;

import io.millrace.function.PredicateFn;
import io.millrace.operator.FlatAggregate;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import io.millrace.window.aggregate.ConvertedSerde;
import io.millrace.window.aggregate.Emptiable;
import io.millrace.window.aggregate.Flat;
import io.millrace.window.aggregate.Packing;
import java.util.Arrays;

/** {@link WhenFirst} of a flat aggregate, and as flat: the mark that a window has fired is a number behind the others. */
class FlatWhenFirst<T, R> extends Emission<T, long[], R> implements FlatAggregate<T, R>, Emptiable<long[]> {

    private static final long serialVersionUID = 1;

    private final FlatAggregate<T, R> aggregate;
    private final WhenFirst<T, long[], R> whenFirst;
    private final int mark;

    FlatWhenFirst(FlatAggregate<T, R> aggregate, PredicateFn<? super R> condition) {
        this.aggregate = aggregate;
        whenFirst = new WhenFirst<>(aggregate, condition);
        mark = Flat.widthOf(aggregate);
    }

    final boolean hasFired(long[] numbers, int at) {
        return numbers[at + mark] != 0;
    }

    /** What has been seen is not needed any more. */
    void forget(long[] numbers, int at) {}

    /** What has been seen would only be written. */
    final void markAsFired(long[] numbers, int at) {
        forget(numbers, at);
        Arrays.fill(numbers, at, at + mark, 0);
        numbers[at + mark] = 1;
    }

    @Override
    public final int width() {
        return mark + 1;
    }

    @Override
    public final void create(long[] numbers, int at) throws Exception {
        aggregate.create(numbers, at);
    }

    @Override
    public final void add(long[] numbers, int at, T event, long timestamp) throws Exception {
        if (!hasFired(numbers, at)) {
            aggregate.add(numbers, at, event, timestamp);
        }
    }

    @Override
    public final void merge(long[] numbers, int at, long[] other, int otherAt) throws Exception {
        if (hasFired(other, otherAt)) {
            markAsFired(numbers, at);
        } else if (!hasFired(numbers, at)) {
            aggregate.merge(numbers, at, other, otherAt);
        }
    }

    @Override
    public final boolean canSubtract() {
        return whenFirst.canSubtract();
    }

    @Override
    public final void subtract(long[] numbers, int at, long[] other, int otherAt) throws Exception {
        if (!hasFired(numbers, at) && !hasFired(other, otherAt)) {
            aggregate.subtract(numbers, at, other, otherAt);
        }
    }

    @Override
    public final boolean isEmpty(long[] numbers) {
        return !hasFired(numbers, 0) && Emptiable.isEmpty(aggregate, numbers);
    }

    @Override
    public final R result(long[] numbers, int at) throws Exception {
        return hasFired(numbers, at) ? null : Results.required(aggregate.result(numbers, at));
    }

    @Override
    final FlatAggregate<T, R> aggregate() {
        return this;
    }

    @Override
    final R onEvent(long[] numbers, WindowView<R> window) throws Exception {
        return fire(numbers);
    }

    @Override
    final R fire(long[] numbers) throws Exception {
        return fire(numbers, 0);
    }

    /** The result, if it is the first to satisfy the condition, or null. */
    final R fire(long[] numbers, int at) throws Exception {
        R result = result(numbers, at);
        if (result == null || !whenFirst.isSatisfiedBy(result)) {
            return null;
        }
        markAsFired(numbers, at);
        return result;
    }

    @Override
    final String waitsFor() {
        return whenFirst.waitsFor();
    }

    @Override
    final Emission<T, ?, R> ofCombinations() {
        return whenFirst.ofCombinations();
    }

    @Override
    final boolean isFinal(long[] numbers) {
        return hasFired(numbers, 0);
    }

    @Override
    public final Serde<long[]> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return new MarkedSerde(whenFirst.accumulatorSerde(serdes, events), mark);
    }

    /** The same of numbers that mean something besides. */
    static final class OfPacked<T, A, R> extends FlatWhenFirst<T, R> implements Packing<T, WhenFirst.Once<A>, R> {

        private static final long serialVersionUID = 1;

        private final transient Packing<T, A, R> packing;

        OfPacked(Packing<T, A, R> packing, PredicateFn<? super R> condition) {
            super(packing.flat(), condition);
            this.packing = packing;
        }

        @Override
        public FlatAggregate<T, R> flat() {
            return this;
        }

        @Override
        void forget(long[] numbers, int at) {
            release(numbers, at);
        }

        @Override
        public WhenFirst.Once<A> peek(long[] numbers, int at) {
            return new WhenFirst.Once<>(hasFired(numbers, at) ? null : packing.peek(numbers, at));
        }

        @Override
        public void put(WhenFirst.Once<A> once, long[] numbers, int at) {
            Arrays.fill(numbers, at, at + width(), 0);
            if (once.hasFired()) {
                markAsFired(numbers, at);
            } else {
                packing.put(once.accumulator(), numbers, at);
            }
        }

        @Override
        public void release(long[] numbers, int at) {
            if (!hasFired(numbers, at)) {
                packing.release(numbers, at);
            }
        }

        @Override
        public void beginToKeep() {
            packing.beginToKeep();
        }

        @Override
        public void keep(long[] numbers, int at) {
            if (!hasFired(numbers, at)) {
                packing.keep(numbers, at);
            }
        }

        @Override
        public void endToKeep() {
            packing.endToKeep();
        }
    }

    /** Writes the numbers of windows that have not fired alone. */
    private static final class MarkedSerde extends ConvertedSerde<long[], WhenFirst.Once<long[]>> {

        private static final long serialVersionUID = 1;

        private final int mark;

        private MarkedSerde(Serde<WhenFirst.Once<long[]>> serde, int mark) {
            super(serde);
            this.mark = mark;
        }

        @Override
        protected WhenFirst.Once<long[]> written(long[] numbers) {
            return new WhenFirst.Once<>(numbers[mark] == 0 ? Arrays.copyOf(numbers, mark) : null);
        }

        @Override
        protected long[] made(WhenFirst.Once<long[]> once) {
            long[] numbers = once.hasFired() ? new long[mark + 1] : Arrays.copyOf(once.accumulator(), mark + 1);
            numbers[mark] = once.hasFired() ? 1 : 0;
            return numbers;
        }
    }
}
