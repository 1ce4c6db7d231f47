package io.millrace.window.operator;

import io.millrace.function.PredicateFn;
import io.millrace.operator.Aggregate;
import io.millrace.window.spi.Trigger;

/**
 * An aggregate and when its results are emitted.
 *
 * @param <T> the events
 * @param <A> the accumulators
 * @param <R> the results
 */
public final class Emission<T, A, R> {

    private final Aggregate<T, A, R> aggregate;
    private final EarlyFiring<A, R> early;

    private Emission(Aggregate<T, A, R> aggregate, EarlyFiring<A, R> early) {
        this.aggregate = aggregate;
        this.early = early;
    }

    /** One result per window, when it ends; one more for each late event that is still allowed. */
    public static <T, A, R> Emission<T, A, R> atEnd(Aggregate<T, A, R> aggregate) {
        return new Emission<>(aggregate, null);
    }

    /** A result for each event. */
    public static <T, A, R> Emission<T, A, R> onUpdate(Aggregate<T, A, R> aggregate) {
        return new Emission<>(aggregate, new OnUpdate<>(aggregate));
    }

    /** At most one result per window: the first that satisfies a condition. */
    public static <T, A, R> Emission<T, ?, R> whenFirst(
            Aggregate<T, A, R> aggregate, PredicateFn<? super R> condition) {
        WhenFirst<T, A, R> whenFirst = new WhenFirst<>(aggregate, condition);
        return new Emission<>(whenFirst, whenFirst);
    }

    /**
     * Results when a trigger says so.
     *
     * @param discarding whether each result tells only of the events since the one before
     */
    public static <T, A, R> Emission<T, ?, R> triggered(
            Aggregate<T, A, R> aggregate, Trigger<? super R, ?> trigger, boolean discarding) {
        return triggeredBy(aggregate, trigger, discarding);
    }

    private static <T, A, R, S> Emission<T, ?, R> triggeredBy(
            Aggregate<T, A, R> aggregate, Trigger<? super R, S> trigger, boolean discarding) {
        Triggered<T, A, R, S> triggered = new Triggered<>(aggregate, trigger, discarding);
        return new Emission<>(triggered, triggered);
    }

    /** Whether results come at the ends of windows alone, and tell of all their events. */
    public boolean isPlain() {
        return early == null;
    }

    /** Whether results come at the ends of windows, or else at events, without a trigger that has a say. */
    public boolean isWithoutTrigger() {
        return early == null || early instanceof UpdateFiring;
    }

    /** What is emitted at events, where there is no trigger; null where results come at the ends of windows. */
    UpdateFiring<A, R> updates() {
        if (early == null) {
            return null;
        }
        if (early instanceof UpdateFiring<A, R> updates) {
            return updates;
        }
        throw new IllegalStateException("these windows take no trigger");
    }

    Aggregate<T, A, R> aggregate() {
        return aggregate;
    }

    /** What is emitted besides the results at the end, or null for nothing. */
    EarlyFiring<A, R> early() {
        return early;
    }

    boolean emitsAtEnd() {
        return early == null || early.emitsAtEnd();
    }

    /** The result to emit at the end of a window, or for a late event; null when there is nothing new to tell. */
    R fire(A accumulator) throws Exception {
        return early == null ? resultOf(aggregate, accumulator) : early.fire(accumulator);
    }

    static <A, R> R resultOf(Aggregate<?, A, R> aggregate, A accumulator) throws Exception {
        R result = aggregate.result(accumulator);
        if (result == null) {
            throw new IllegalStateException("result of the aggregate returned null; it must not");
        }
        return result;
    }
}
