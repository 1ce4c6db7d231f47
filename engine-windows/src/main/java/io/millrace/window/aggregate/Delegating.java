package io.millrace.window.aggregate;

import io.millrace.function.Fn;
import io.millrace.function.LambdaTypes;
import io.millrace.function.PredicateFn;
import io.millrace.operator.Aggregate;
import io.millrace.operator.Updates;
import io.millrace.state.serde.NoSerdeException;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import java.util.Objects;

/** What has the accumulators of another aggregate, and differs in the events it gives it or in its results. */
public abstract class Delegating<T, A, R> implements Aggregate<T, A, R>, Emptiable<A> {

    private static final long serialVersionUID = 1;

    private final Aggregate<?, A, ?> aggregate;

    Delegating(Aggregate<?, A, ?> aggregate) {
        this.aggregate = aggregate;
    }

    @Override
    public boolean isEmpty(A accumulator) {
        return Emptiable.isEmpty(aggregate, accumulator);
    }

    @Override
    public final A create() throws Exception {
        return aggregate.create();
    }

    @Override
    public final void merge(A accumulator, A other) throws Exception {
        aggregate.merge(accumulator, other);
    }

    @Override
    public final boolean isCommutative() {
        return aggregate.isCommutative();
    }

    @Override
    public final boolean canSubtract() {
        return aggregate.canSubtract();
    }

    @Override
    public final void subtract(A accumulator, A other) throws Exception {
        aggregate.subtract(accumulator, other);
    }

    @Override
    public final Type<A> accumulatorType(Type<?> events) {
        return aggregate.accumulatorType(passedOn(events));
    }

    @Override
    public Serde<A> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return aggregate.accumulatorSerde(serdes, passedOn(events));
    }

    /** The type of the events that the other aggregate is given, or null where it is not known. */
    Type<?> passedOn(Type<?> events) {
        return events;
    }

    public static final class Mapping<T, U, A, R> extends Delegating<T, A, R> {

        private static final long serialVersionUID = 1;

        private final Fn<? super T, ? extends U> function;
        private final Aggregate<? super U, A, R> aggregate;

        public Mapping(Fn<? super T, ? extends U> function, Aggregate<? super U, A, R> aggregate) {
            super(aggregate);
            this.function = function;
            this.aggregate = aggregate;
        }

        @Override
        public void add(A accumulator, T event, long timestamp) throws Exception {
            aggregate.add(accumulator, mapped(event), timestamp);
        }

        U mapped(T event) throws Exception {
            return Objects.requireNonNull(function.apply(event), "the function of mapping returned null");
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
        Type<?> passedOn(Type<?> events) {
            return LambdaTypes.ofResult(function);
        }

        @Override
        public Type<?> resultType(Type<?> events) {
            return aggregate.resultType(passedOn(events));
        }

        @Override
        public Serde<A> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
            try {
                return super.accumulatorSerde(serdes, events);
            } catch (NoSerdeException e) {
                throw passedOn(events) != null
                        ? e
                        : new NoSerdeException(
                                "it is not known what the function of mapping(...)"
                                        + " returns: say it with mapping(Fn.typed(function, new Type<...>() {}), ...)",
                                e);
            }
        }
    }

    public static final class Filtering<T, A, R> extends Delegating<T, A, R> {

        private static final long serialVersionUID = 1;

        private final PredicateFn<? super T> condition;
        private final Aggregate<? super T, A, R> aggregate;

        public Filtering(PredicateFn<? super T> condition, Aggregate<? super T, A, R> aggregate) {
            super(aggregate);
            this.condition = condition;
            this.aggregate = aggregate;
        }

        @Override
        public void add(A accumulator, T event, long timestamp) throws Exception {
            if (passes(event)) {
                aggregate.add(accumulator, event, timestamp);
            }
        }

        boolean passes(T event) throws Exception {
            return condition.test(event);
        }

        @Override
        public boolean isEmpty(A accumulator) {
            return false;
        }

        @Override
        public R result(A accumulator) throws Exception {
            return aggregate.result(accumulator);
        }

        @Override
        public Type<?> resultType(Type<?> events) {
            return aggregate.resultType(events);
        }
    }
}
