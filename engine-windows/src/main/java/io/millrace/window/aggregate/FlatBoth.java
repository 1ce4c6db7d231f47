package io.millrace.window.aggregate;

import io.millrace.function.BiFn;
import io.millrace.operator.FlatAggregate;
import io.millrace.operator.Updates;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import java.util.Arrays;

/**
 * Two flat aggregates over the same events: their numbers stand one behind the other. What else is to be known of them, and
 * how they are written, is that of {@link Both}.
 */
public final class FlatBoth<T, R1, R2, R> implements FlatAggregate<T, R>, Emptiable<long[]> {

    private static final long serialVersionUID = 1;

    private final Both<T, long[], long[], R1, R2, R> both;
    private final FlatAggregate<? super T, R1> first;
    private final FlatAggregate<? super T, R2> second;
    private final BiFn<? super R1, ? super R2, ? extends R> combiner;
    private final int firstWidth;
    private final int width;

    FlatBoth(
            FlatAggregate<? super T, R1> first,
            FlatAggregate<? super T, R2> second,
            BiFn<? super R1, ? super R2, ? extends R> combiner,
            Type<?> results) {
        both = new Both<>(first, second, combiner, results);
        this.first = first;
        this.second = second;
        this.combiner = combiner;
        firstWidth = Flat.widthOf(first);
        width = firstWidth + Flat.widthOf(second);
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public void create(long[] numbers, int at) throws Exception {
        first.create(numbers, at);
        second.create(numbers, at + firstWidth);
    }

    @Override
    public void add(long[] numbers, int at, T event, long timestamp) throws Exception {
        first.add(numbers, at, event, timestamp);
        second.add(numbers, at + firstWidth, event, timestamp);
    }

    @Override
    public void merge(long[] numbers, int at, long[] other, int otherAt) throws Exception {
        first.merge(numbers, at, other, otherAt);
        second.merge(numbers, at + firstWidth, other, otherAt + firstWidth);
    }

    @Override
    public boolean isCommutative() {
        return both.isCommutative();
    }

    @Override
    public boolean canSubtract() {
        return both.canSubtract();
    }

    @Override
    public void subtract(long[] numbers, int at, long[] other, int otherAt) throws Exception {
        if (!canSubtract()) {
            FlatAggregate.super.subtract(numbers, at, other, otherAt);
        }
        first.subtract(numbers, at, other, otherAt);
        second.subtract(numbers, at + firstWidth, other, otherAt + firstWidth);
    }

    @Override
    public boolean takes(Updates updates) {
        return both.takes(updates);
    }

    @Override
    public boolean isEmpty(long[] numbers) {
        return both.isEmpty(divided(numbers));
    }

    @Override
    public R result(long[] numbers, int at) throws Exception {
        return combiner.apply(first.result(numbers, at), second.result(numbers, at + firstWidth));
    }

    @Override
    public Type<?> resultType(Type<?> events) {
        return both.resultType(events);
    }

    @Override
    public Serde<long[]> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return new DividedSerde(both.accumulatorSerde(serdes, events), firstWidth);
    }

    private Both.Pair<long[], long[]> divided(long[] numbers) {
        return divided(numbers, firstWidth);
    }

    private static Both.Pair<long[], long[]> divided(long[] numbers, int at) {
        return new Both.Pair<>(Arrays.copyOf(numbers, at), Arrays.copyOfRange(numbers, at, numbers.length));
    }

    /** Writes both accumulators by their own serdes. */
    private static final class DividedSerde extends ConvertedSerde<long[], Both.Pair<long[], long[]>> {

        private static final long serialVersionUID = 1;

        private final int firstWidth;

        private DividedSerde(Serde<Both.Pair<long[], long[]>> pairs, int firstWidth) {
            super(pairs);
            this.firstWidth = firstWidth;
        }

        @Override
        protected Both.Pair<long[], long[]> written(long[] numbers) {
            return divided(numbers, firstWidth);
        }

        @Override
        protected long[] made(Both.Pair<long[], long[]> pair) {
            long[] numbers = Arrays.copyOf(pair.first(), pair.first().length + pair.second().length);
            System.arraycopy(pair.second(), 0, numbers, pair.first().length, pair.second().length);
            return numbers;
        }
    }
}
