package io.millrace.window.operator;

import io.millrace.function.PredicateFn;
import io.millrace.operator.Aggregate;
import io.millrace.window.aggregate.Flat;
import io.millrace.window.spi.Trigger;

/**
 * What is made of events, and when a window tells it. Whatever has to be remembered for that is part of the accumulators,
 * so that it is stored, merged and dropped with them.
 *
 * @param <T> the events
 * @param <A> the accumulators
 * @param <R> the results
 */
public abstract class Emission<T, A, R> {

    Emission() {}

    /** One result per window, when it ends; one more for each late event that is still allowed. */
    public static <T, A, R> Emission<T, A, R> atEnd(Aggregate<T, A, R> aggregate) {
        return new Whole<>(aggregate, true);
    }

    /** A result for each event; the last one has told what the end of the window would. */
    public static <T, A, R> Emission<T, A, R> onUpdate(Aggregate<T, A, R> aggregate) {
        return new Whole<>(aggregate, false);
    }

    /** At most one result per window: the first that satisfies a condition. */
    public static <T, A, R> Emission<T, ?, R> whenFirst(
            Aggregate<T, A, R> aggregate, PredicateFn<? super R> condition) {
        return Flat.isFlat(aggregate)
                ? new FlatWhenFirst<>(Flat.flat(aggregate), condition)
                : new WhenFirst<>(aggregate, condition);
    }

    /**
     * Results when a trigger says so.
     *
     * @param discarding whether each result tells only of the events since the one before
     */
    public static <T, A, R> Emission<T, ?, R> triggered(
            Aggregate<T, A, R> aggregate, Trigger<? super R, ?> trigger, boolean discarding) {
        return new Triggered<>(aggregate, trigger, discarding);
    }

    /** What the accumulators of windows are of. */
    abstract Aggregate<T, A, R> aggregate();

    /** Whether results come at the ends of windows alone, and tell of all their events. */
    public boolean isPlain() {
        return false;
    }

    /** Whether there is no more to remember of a window than its accumulator: results come at its end, or else at events. */
    public boolean isStateless() {
        return true;
    }

    /** Whether a window emits at its end. */
    boolean emitsAtEnd() {
        return false;
    }

    /** Whether a window emits one result at most, at an event. */
    boolean emitsOnce() {
        return false;
    }

    /** The result to emit after an event has been added, or null for none. */
    abstract R onEvent(A accumulator, WindowView<R> window) throws Exception;

    /** The result to emit at the end of a window, or for a late event; null when there is nothing new to tell. */
    abstract R fire(A accumulator) throws Exception;

    /**
     * The same for windows that keep no accumulators of their own but combine one whenever it is asked for, and remember
     * themselves what was emitted. Its {@link #fire} leaves the accumulator as it is.
     */
    Emission<T, ?, R> ofCombinations() {
        return this;
    }

    /** Which event gives a result, in words, where none comes at the end. */
    String waitsFor() {
        return "the next event of the key";
    }

    /** Whether nothing can be emitted any more. */
    boolean isFinal(A accumulator) {
        return false;
    }

    /** Whether results become due by the clock, where they do by time. */
    boolean usesProcessingTime() {
        return false;
    }

    /** When {@link #onTime} is due, {@link Trigger#NEVER} where time alone makes nothing due. */
    long nextTime(A accumulator) {
        return Trigger.NEVER;
    }

    /** The result to emit because its time has come, or null for none. */
    R onTime(A accumulator, WindowView<R> window) throws Exception {
        return null;
    }

    /** Results that tell of all events: at the ends of windows, or else at each event. */
    private static final class Whole<T, A, R> extends Emission<T, A, R> {

        private final Aggregate<T, A, R> aggregate;
        private final boolean atEnd;

        Whole(Aggregate<T, A, R> aggregate, boolean atEnd) {
            this.aggregate = aggregate;
            this.atEnd = atEnd;
        }

        @Override
        Aggregate<T, A, R> aggregate() {
            return aggregate;
        }

        @Override
        public boolean isPlain() {
            return atEnd;
        }

        @Override
        boolean emitsAtEnd() {
            return atEnd;
        }

        @Override
        R onEvent(A accumulator, WindowView<R> window) throws Exception {
            return atEnd ? null : fire(accumulator);
        }

        @Override
        R fire(A accumulator) throws Exception {
            return Results.of(aggregate, accumulator);
        }
    }
}
