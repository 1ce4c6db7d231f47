package io.millrace.window;

import io.millrace.function.BiFn;
import io.millrace.function.Fn;
import io.millrace.function.LambdaTypes;
import io.millrace.function.PredicateFn;
import io.millrace.function.QuadFn;
import io.millrace.function.TriFn;
import io.millrace.operator.Aggregate;
import io.millrace.state.serde.Type;
import io.millrace.window.aggregate.Both;
import io.millrace.window.aggregate.Flat;
import io.millrace.window.aggregate.GroupingBy;
import io.millrace.window.aggregate.LatestBy;
import java.util.Map;
import java.util.Objects;

/** The aggregates that are made of others: those of {@link Aggregates}, whose users know nothing of this class. */
abstract class Combinations {

    Combinations() {}

    /**
     * Applies an aggregate to what a function makes of the events.
     *
     * @param <T> the events
     * @param <U> what the aggregate takes
     * @param <R> the results
     * @param function from event to what the aggregate takes, never to null
     * @param aggregate the aggregate
     * @return the aggregate
     */
    public static <T, U, R> Aggregate<T, ?, R> mapping(
            Fn<? super T, ? extends U> function, Aggregate<? super U, ?, R> aggregate) {
        return Flat.mapping(required("mapping", function), required("mapping", aggregate));
    }

    /**
     * Applies an aggregate to the events that satisfy a condition; meant for one of several in {@code allOf}. Where no
     * event does it gives what the aggregate gives for none: 0 for a count, null for a first, last, min or max, which
     * on its own fails the job.
     *
     * @param <T> the events
     * @param <R> the results
     * @param condition the condition
     * @param aggregate the aggregate
     * @return the aggregate
     */
    public static <T, R> Aggregate<T, ?, R> filtering(
            PredicateFn<? super T> condition, Aggregate<? super T, ?, R> aggregate) {
        return Flat.filtering(required("filtering", condition), required("filtering", aggregate));
    }

    /**
     * Applies an aggregate to each group of events that have a key in common.
     *
     * @param <T> the events
     * @param <K> the keys, with equals and hashCode
     * @param <R> the results
     * @param key from event to key, never to null
     * @param aggregate the aggregate
     * @return the aggregate; its results are unmodifiable, in the order in which the keys came; in a sliding window, a
     *     key that stays may keep its place when its first event goes
     */
    public static <T, K, R> Aggregate<T, ?, Map<K, R>> groupingBy(
            Fn<? super T, ? extends K> key, Aggregate<? super T, ?, R> aggregate) {
        return new GroupingBy<>(required("groupingBy", key), required("groupingBy", aggregate));
    }

    /**
     * Applies an aggregate to the latest event of each id alone: for results of windows that come again, updated, each of
     * which shall count once, as it was told last. The latest is the one that arrived last.
     *
     * <pre>{@code
     * counts.keyBy(WindowResult::end)                       // emitted on every update
     *         .window(Windows.tumbling(ofMinutes(1)))
     *         .aggregate("top", latestBy(WindowResult::key, topN(3, comparing(WindowResult::value))));
     * }</pre>
     *
     * <p>It keeps an event for each id, and goes over all of them for each result, unless the aggregate can subtract and is
     * commutative. Sessions that are joined are told anew as another window, and what was told of their parts stays: use
     * an id that outlives that, or final results.
     *
     * @param <T> the events
     * @param <I> the ids, with equals and hashCode
     * @param <R> the results
     * @param id what an event tells of, never null: of results, the key, and their start where windows of several
     *     starts come together
     * @param aggregate the aggregate
     * @return the aggregate, which {@linkplain Aggregate#takes takes} results that come again
     */
    public static <T, I, R> Aggregate<T, ?, R> latestBy(
            Fn<? super T, ? extends I> id, Aggregate<? super T, ?, R> aggregate) {
        return new LatestBy<>(required("latestBy", id), required("latestBy", aggregate));
    }

    /**
     * Two aggregates over the same events.
     *
     * @param <T> the events
     * @param <R1> the results of the first
     * @param <R2> the results of the second
     * @param <R> the results of both
     * @param first the first
     * @param second the second
     * @param combiner makes one result of two
     * @return the aggregate
     */
    public static <T, R1, R2, R> Aggregate<T, ?, R> allOf(
            Aggregate<? super T, ?, R1> first,
            Aggregate<? super T, ?, R2> second,
            BiFn<? super R1, ? super R2, ? extends R> combiner) {
        return both(first, second, required("allOf", combiner), LambdaTypes.ofFunction(combiner));
    }

    /**
     * Three aggregates over the same events.
     *
     * @param <T> the events
     * @param <R1> the results of the first
     * @param <R2> the results of the second
     * @param <R3> the results of the third
     * @param <R> the results of all
     * @param first the first
     * @param second the second
     * @param third the third
     * @param combiner makes one result of three
     * @return the aggregate
     */
    public static <T, R1, R2, R3, R> Aggregate<T, ?, R> allOf(
            Aggregate<? super T, ?, R1> first,
            Aggregate<? super T, ?, R2> second,
            Aggregate<? super T, ?, R3> third,
            TriFn<? super R1, ? super R2, ? super R3, ? extends R> combiner) {
        Objects.requireNonNull(combiner, "the combiner of allOf must not be null");
        return both(
                Combinations.<T, R1, R2, Both.Pair<R1, R2>>both(first, second, Both.Pair::new, null),
                third,
                (pair, result) -> combiner.apply(pair.first(), pair.second(), result),
                LambdaTypes.ofFunction(combiner));
    }

    /**
     * Four aggregates over the same events; for more, combine combinations.
     *
     * @param <T> the events
     * @param <R1> the results of the first
     * @param <R2> the results of the second
     * @param <R3> the results of the third
     * @param <R4> the results of the fourth
     * @param <R> the results of all
     * @param first the first
     * @param second the second
     * @param third the third
     * @param fourth the fourth
     * @param combiner makes one result of four
     * @return the aggregate
     */
    public static <T, R1, R2, R3, R4, R> Aggregate<T, ?, R> allOf(
            Aggregate<? super T, ?, R1> first,
            Aggregate<? super T, ?, R2> second,
            Aggregate<? super T, ?, R3> third,
            Aggregate<? super T, ?, R4> fourth,
            QuadFn<? super R1, ? super R2, ? super R3, ? super R4, ? extends R> combiner) {
        Objects.requireNonNull(combiner, "the combiner of allOf must not be null");
        return both(
                Combinations.<T, R1, R2, Both.Pair<R1, R2>>both(first, second, Both.Pair::new, null),
                Combinations.<T, R3, R4, Both.Pair<R3, R4>>both(third, fourth, Both.Pair::new, null),
                (left, right) -> combiner.apply(left.first(), left.second(), right.first(), right.second()),
                LambdaTypes.ofFunction(combiner));
    }

    private static <T, R1, R2, R> Aggregate<T, ?, R> both(
            Aggregate<? super T, ?, R1> first,
            Aggregate<? super T, ?, R2> second,
            BiFn<? super R1, ? super R2, ? extends R> combiner,
            Type<?> results) {
        return Flat.both(required("allOf", first), required("allOf", second), combiner, results);
    }

    static <F> F required(String aggregate, F argument) {
        return Objects.requireNonNull(argument, "an argument of " + aggregate + " is null");
    }
}
