package io.millrace.window.operator;

import io.millrace.function.PredicateFn;
import io.millrace.operator.FlatAggregate;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import io.millrace.window.aggregate.ConvertedSerde;
import io.millrace.window.aggregate.Emptiable;
import io.millrace.window.aggregate.Flat;
import java.util.Arrays;

/** {@link WhenFirst} of a flat aggregate, and as flat: the mark that a window has fired is a number behind the others. */
final class FlatWhenFirst<T, R> extends Emission<T, long[], R> implements FlatAggregate<T, R>, Emptiable<long[]> {

    private static final long serialVersionUID = 1;

    private final FlatAggregate<T, R> aggregate;
    private final WhenFirst<T, long[], R> whenFirst;
    private final int mark;

    FlatWhenFirst(FlatAggregate<T, R> aggregate, PredicateFn<? super R> condition) {
        this.aggregate = aggregate;
        whenFirst = new WhenFirst<>(aggregate, condition);
        mark = Flat.widthOf(aggregate);
    }

    private boolean hasFired(long[] numbers, int at) {
        return numbers[at + mark] != 0;
    }

    /** What has been seen is not needed any more, and would only be written. */
    private void markAsFired(long[] numbers, int at) {
        Arrays.fill(numbers, at, at + mark, 0);
        numbers[at + mark] = 1;
    }

    @Override
    public int width() {
        return mark + 1;
    }

    @Override
    public void create(long[] numbers, int at) throws Exception {
        aggregate.create(numbers, at);
    }

    @Override
    public void add(long[] numbers, int at, T event, long timestamp) throws Exception {
        if (!hasFired(numbers, at)) {
            aggregate.add(numbers, at, event, timestamp);
        }
    }

    @Override
    public void merge(long[] numbers, int at, long[] other, int otherAt) throws Exception {
        if (hasFired(other, otherAt)) {
            markAsFired(numbers, at);
        } else if (!hasFired(numbers, at)) {
            aggregate.merge(numbers, at, other, otherAt);
        }
    }

    @Override
    public boolean canSubtract() {
        return whenFirst.canSubtract();
    }

    @Override
    public void subtract(long[] numbers, int at, long[] other, int otherAt) throws Exception {
        if (!hasFired(numbers, at) && !hasFired(other, otherAt)) {
            aggregate.subtract(numbers, at, other, otherAt);
        }
    }

    @Override
    public boolean isEmpty(long[] numbers) {
        return !hasFired(numbers, 0) && Emptiable.isEmpty(aggregate, numbers);
    }

    @Override
    public R result(long[] numbers, int at) throws Exception {
        return hasFired(numbers, at) ? null : Results.required(aggregate.result(numbers, at));
    }

    @Override
    FlatAggregate<T, R> aggregate() {
        return this;
    }

    @Override
    R onEvent(long[] numbers, WindowView<R> window) throws Exception {
        return fire(numbers);
    }

    @Override
    R fire(long[] numbers) throws Exception {
        R result = hasFired(numbers, 0) ? null : whenFirst.satisfying(numbers);
        if (result != null) {
            markAsFired(numbers, 0);
        }
        return result;
    }

    @Override
    String waitsFor() {
        return whenFirst.waitsFor();
    }

    @Override
    Emission<T, ?, R> ofCombinations() {
        return whenFirst.ofCombinations();
    }

    @Override
    boolean isFinal(long[] numbers) {
        return hasFired(numbers, 0);
    }

    @Override
    public Serde<long[]> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return new MarkedSerde(whenFirst.accumulatorSerde(serdes, events), mark);
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
