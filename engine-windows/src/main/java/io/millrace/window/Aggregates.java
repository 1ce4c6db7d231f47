package io.millrace.window;

import io.millrace.function.BiFn;
import io.millrace.function.Fn;
import io.millrace.function.PredicateFn;
import io.millrace.function.ToDoubleFn;
import io.millrace.function.ToLongFn;
import io.millrace.function.TriFn;
import io.millrace.operator.Aggregate;
import java.util.Comparator;
import java.util.Objects;
import java.util.Set;

/**
 * The aggregates that there are; {@link Aggregate} is the interface for one's own. They can be combined:
 *
 * <pre>{@code
 * record Burst(long count, Transaction latest) {}
 *
 * allOf(count(), last(), Burst::new)
 * }</pre>
 *
 * <p>Aggregates are immutable and may be used many times. Functions given to them must be pure; what they throw fails
 * the job.
 */
public final class Aggregates {

    private Aggregates() {}

    /**
     * The number of events.
     *
     * @return the aggregate
     */
    public static Aggregate<Object, ?, Long> count() {
        return new Count();
    }

    /**
     * The sum of whole numbers. Overflow fails the job.
     *
     * @param <T> the events
     * @param value from event to summand
     * @return the aggregate
     */
    public static <T> Aggregate<T, ?, Long> sumLong(ToLongFn<? super T> value) {
        return new SumLong<>(required("sumLong", value));
    }

    /**
     * The sum of floating-point numbers. Rounding depends on the order of the events.
     *
     * @param <T> the events
     * @param value from event to summand
     * @return the aggregate
     */
    public static <T> Aggregate<T, ?, Double> sumDouble(ToDoubleFn<? super T> value) {
        return new SumDouble<>(required("sumDouble", value));
    }

    /**
     * The arithmetic mean, computed in floating point.
     *
     * @param <T> the events
     * @param value from event to number
     * @return the aggregate; over no events it gives NaN
     */
    public static <T> Aggregate<T, ?, Double> average(ToDoubleFn<? super T> value) {
        return new Average<>(required("average", value));
    }

    /**
     * The event that arrived first. Of sessions that are joined it is that of the earlier session.
     *
     * @param <T> the events
     * @return the aggregate
     */
    public static <T> Aggregate<T, ?, T> first() {
        return new First<>();
    }

    /**
     * The event that arrived last, which is the one that raises a result that is emitted at once; not necessarily the
     * one with the highest timestamp, which {@link #max} by the time gives.
     *
     * @param <T> the events
     * @return the aggregate
     */
    public static <T> Aggregate<T, ?, T> last() {
        return new Last<>();
    }

    /**
     * The least event; among equals, the one that arrived first.
     *
     * @param <T> the events
     * @param order how events compare
     * @return the aggregate
     */
    public static <T> Aggregate<T, ?, T> min(Comparator<? super T> order) {
        return new Least<>(required("min", order));
    }

    /**
     * The greatest event; among equals, the one that arrived first.
     *
     * @param <T> the events
     * @param order how events compare
     * @return the aggregate
     */
    public static <T> Aggregate<T, ?, T> max(Comparator<? super T> order) {
        return new Least<>(required("max", order).reversed());
    }

    /**
     * The set of different values, in the order in which they came.
     *
     * @param <T> the events
     * @param <V> the values, with equals and hashCode
     * @param value from event to value, never to null
     * @return the aggregate; its results are unmodifiable
     */
    public static <T, V> Aggregate<T, ?, Set<V>> distinct(Fn<? super T, ? extends V> value) {
        return new Distinct<T, V>(required("distinct", value));
    }

    /**
     * The number of different values.
     *
     * @param <T> the events
     * @param value from event to value, with equals and hashCode, never to null
     * @return the aggregate
     */
    public static <T> Aggregate<T, ?, Long> countDistinct(Fn<? super T, ?> value) {
        return new CountDistinct<>(required("countDistinct", value));
    }

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
        return new Mapping<>(required("mapping", function), required("mapping", aggregate));
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
        return new Filtering<>(required("filtering", condition), required("filtering", aggregate));
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
        return new Both<>(required("allOf", first), required("allOf", second), required("allOf", combiner));
    }

    /**
     * Three aggregates over the same events; for more, combine combinations.
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
        return allOf(
                Aggregates.<T, R1, R2, Both.Pair<R1, R2>>allOf(first, second, Both.Pair::new),
                third,
                (pair, result) -> combiner.apply(pair.first(), pair.second(), result));
    }

    private static <F> F required(String aggregate, F argument) {
        return Objects.requireNonNull(argument, "an argument of " + aggregate + " is null");
    }
}
