package io.millrace.window.aggregate;

import io.millrace.function.Fn;
import io.millrace.function.LambdaTypes;
import io.millrace.operator.Aggregate;
import io.millrace.operator.Updates;
import io.millrace.state.serde.NoSerdeException;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import java.util.Objects;

public final class Mapping<T, U, A, R> extends Delegating<T, A, R> {

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
        U mapped = Objects.requireNonNull(function.apply(event), "the function of mapping returned null");
        aggregate.add(accumulator, mapped, timestamp);
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
