package io.millrace.window.operator;

import io.millrace.function.PredicateFn;
import io.millrace.operator.Aggregate;
import java.util.Objects;

/**
 * An aggregate and when its results are emitted.
 *
 * @param <T> the events
 * @param <A> the accumulators
 * @param <R> the results
 */
public final class Emission<T, A, R> {

    private final Aggregate<T, A, R> aggregate;
    private final Trigger<A, R> trigger;

    private Emission(Aggregate<T, A, R> aggregate, Trigger<A, R> trigger) {
        this.aggregate = aggregate;
        this.trigger = trigger;
    }

    /** One result per window, when it ends; one more for each late event that is still allowed. */
    public static <T, A, R> Emission<T, A, R> atEnd(Aggregate<T, A, R> aggregate) {
        return new Emission<>(aggregate, null);
    }

    /** A result for each event. */
    public static <T, A, R> Emission<T, A, R> onUpdate(Aggregate<T, A, R> aggregate) {
        return new Emission<>(aggregate, accumulator -> resultOf(aggregate, accumulator));
    }

    /** At most one result per window: the first that satisfies a condition. */
    public static <T, A, R> Emission<T, ?, R> whenFirst(
            Aggregate<T, A, R> aggregate, PredicateFn<? super R> condition) {
        WhenFirst<T, A, R> whenFirst = new WhenFirst<>(aggregate, condition);
        return new Emission<>(whenFirst, whenFirst);
    }

    Aggregate<T, A, R> aggregate() {
        return aggregate;
    }

    Trigger<A, R> trigger() {
        return trigger;
    }

    static <A, R> R resultOf(Aggregate<?, A, R> aggregate, A accumulator) throws Exception {
        return Objects.requireNonNull(
                aggregate.result(accumulator), "the aggregate gave null; results must not be null");
    }
}
