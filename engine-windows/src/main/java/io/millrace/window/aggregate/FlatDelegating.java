package io.millrace.window.aggregate;

import io.millrace.operator.FlatAggregate;
import io.millrace.operator.Updates;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;

/** What delegates to a flat aggregate is as flat; what else is to be known of it is that of the {@link Delegating} one. */
abstract class FlatDelegating<T, U, R> implements FlatAggregate<T, R>, Emptiable<long[]> {

    private static final long serialVersionUID = 1;

    final FlatAggregate<? super U, R> aggregate;
    private final Delegating<T, long[], R> delegating;

    private FlatDelegating(FlatAggregate<? super U, R> aggregate, Delegating<T, long[], R> delegating) {
        this.aggregate = aggregate;
        this.delegating = delegating;
    }

    @Override
    public final int width() {
        return aggregate.width();
    }

    @Override
    public final void create(long[] numbers, int at) throws Exception {
        aggregate.create(numbers, at);
    }

    @Override
    public final void merge(long[] numbers, int at, long[] other, int otherAt) throws Exception {
        aggregate.merge(numbers, at, other, otherAt);
    }

    @Override
    public final void subtract(long[] numbers, int at, long[] other, int otherAt) throws Exception {
        aggregate.subtract(numbers, at, other, otherAt);
    }

    @Override
    public final R result(long[] numbers, int at) throws Exception {
        return aggregate.result(numbers, at);
    }

    @Override
    public final boolean isCommutative() {
        return delegating.isCommutative();
    }

    @Override
    public final boolean canSubtract() {
        return delegating.canSubtract();
    }

    @Override
    public final boolean takes(Updates updates) {
        return delegating.takes(updates);
    }

    @Override
    public final boolean isEmpty(long[] numbers) {
        return delegating.isEmpty(numbers);
    }

    @Override
    public final Type<?> resultType(Type<?> events) {
        return delegating.resultType(events);
    }

    @Override
    public final Serde<long[]> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return delegating.accumulatorSerde(serdes, events);
    }

    static final class Mapping<T, U, R> extends FlatDelegating<T, U, R> {

        private static final long serialVersionUID = 1;

        private final Delegating.Mapping<T, U, long[], R> mapping;

        Mapping(FlatAggregate<? super U, R> aggregate, Delegating.Mapping<T, U, long[], R> mapping) {
            super(aggregate, mapping);
            this.mapping = mapping;
        }

        @Override
        public void add(long[] numbers, int at, T event, long timestamp) throws Exception {
            aggregate.add(numbers, at, mapping.mapped(event), timestamp);
        }
    }

    static final class Filtering<T, R> extends FlatDelegating<T, T, R> {

        private static final long serialVersionUID = 1;

        private final Delegating.Filtering<T, long[], R> filtering;

        Filtering(FlatAggregate<? super T, R> aggregate, Delegating.Filtering<T, long[], R> filtering) {
            super(aggregate, filtering);
            this.filtering = filtering;
        }

        @Override
        public void add(long[] numbers, int at, T event, long timestamp) throws Exception {
            if (filtering.passes(event)) {
                aggregate.add(numbers, at, event, timestamp);
            }
        }
    }
}
