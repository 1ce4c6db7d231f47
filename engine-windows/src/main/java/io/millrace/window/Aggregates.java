package io.millrace.window;

import io.millrace.function.BiFn;
import io.millrace.function.Fn;
import io.millrace.function.ToDoubleFn;
import io.millrace.function.ToLongFn;
import io.millrace.operator.Aggregate;
import io.millrace.window.aggregate.Collect;
import io.millrace.window.aggregate.CountDistinct;
import io.millrace.window.aggregate.Distinct;
import io.millrace.window.aggregate.Doubles;
import io.millrace.window.aggregate.ExtremeBy;
import io.millrace.window.aggregate.Longs;
import io.millrace.window.aggregate.Percentiles;
import io.millrace.window.aggregate.SingleEvent;
import io.millrace.window.aggregate.TopN;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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
 * the job. Results are unmodifiable.
 *
 * <p>Windows are never empty, but what {@link #filtering} leaves may be. Over no events counts, sums and collections
 * are zero or empty, means and the like are NaN, and what chooses an event or a value is null. A window whose result is
 * null fails the job, so that a null may only be part of a combination.
 *
 * <p>What an event costs does not grow with what an aggregate holds, even when a result is asked for after each event,
 * except where it is said. Keys and values may have bad hashes, or all the same: they are then told apart by an order of
 * what they consist of, or by their {@code compareTo}, which like that of keys of a {@link java.util.HashMap} must not
 * tell equal ones apart. Only those of a class that is neither Comparable, nor a record or a collection, are compared
 * with every other one of the same hash.
 *
 * <p>Counts, sums and means of whole numbers, percentiles, and combinations of these alone can subtract, which makes
 * large sliding windows cheap; see {@link Aggregate#canSubtract}.
 *
 * <p>Sketches of other kinds, such as HyperLogLog for the number of very many different values, are left to libraries
 * made for them. Around one that can be merged it takes few lines:
 *
 * <pre>{@code
 * final class Visitors implements Aggregate<Visit, HyperLogLog, Long> {
 *     public HyperLogLog create() { return new HyperLogLog(14); }
 *     public void add(HyperLogLog sketch, Visit visit, long timestamp) { sketch.add(hash(visit.user())); }
 *     public void merge(HyperLogLog sketch, HyperLogLog other) { sketch.addAll(other); }
 *     public Long result(HyperLogLog sketch) { return sketch.estimate(); }
 *     public Type<HyperLogLog> accumulatorType(Type<?> events) { return Type.of(HyperLogLog.class); } // and register its Serde
 * }
 * }</pre>
 */
public final class Aggregates extends Combinations {

    private Aggregates() {}

    /**
     * The number of events.
     *
     * @return the aggregate
     */
    public static Aggregate<Object, ?, Long> count() {
        return new Longs.Count();
    }

    /**
     * The sum of whole numbers, exact in any order: a result that is beyond the range of a long fails the job, and nothing
     * else does.
     *
     * @param <T> the events
     * @param value from event to summand
     * @return the aggregate
     */
    public static <T> Aggregate<T, ?, Long> sumLong(ToLongFn<? super T> value) {
        return new Longs.Sum<>(required("sumLong", value));
    }

    /**
     * The sum of floating-point numbers, in which rounding errors do not pile up. The last digit may still depend on
     * the order of the events. It cannot subtract: a NaN or an infinity is gone when no event of the window has it.
     *
     * @param <T> the events
     * @param value from event to summand
     * @return the aggregate
     */
    public static <T> Aggregate<T, ?, Double> sumDouble(ToDoubleFn<? super T> value) {
        return new Doubles.Sum<>(required("sumDouble", value));
    }

    /**
     * The arithmetic mean, computed in floating point, of a sum like that of {@link #sumDouble}.
     *
     * @param <T> the events
     * @param value from event to number
     * @return the aggregate; over no events it gives NaN
     */
    public static <T> Aggregate<T, ?, Double> average(ToDoubleFn<? super T> value) {
        return new Doubles.Average<>(required("average", value));
    }

    /**
     * The arithmetic mean of whole numbers, of their exact sum: unlike {@link #average} it can subtract, and does not
     * depend on the order of the events. The sum may be of any size.
     *
     * @param <T> the events
     * @param value from event to number
     * @return the aggregate; over no events it gives NaN
     */
    public static <T> Aggregate<T, ?, Double> averageLong(ToLongFn<? super T> value) {
        return new Longs.Average<>(required("averageLong", value));
    }

    /**
     * The variance of all the events of a window: the mean of the squared distances from their mean (divided by n, not
     * by n - 1; of one event it is 0).
     *
     * @param <T> the events
     * @param value from event to number
     * @return the aggregate; over no events, or a NaN or infinity, it gives NaN
     */
    public static <T> Aggregate<T, ?, Double> variance(ToDoubleFn<? super T> value) {
        return Doubles.Variance.of(required("variance", value));
    }

    /**
     * The square root of the {@link #variance}.
     *
     * @param <T> the events
     * @param value from event to number
     * @return the aggregate; over no events, or a NaN or infinity, it gives NaN
     */
    public static <T> Aggregate<T, ?, Double> standardDeviation(ToDoubleFn<? super T> value) {
        return Doubles.Variance.standardDeviation(required("standardDeviation", value));
    }

    /**
     * Values below which given fractions of all values lie, within 1 % of the exact ones. The quantile q of n events is
     * the value at rank q * n, rounded up, counted from the least one: 0 asks for the least value, 0.5 for the median
     * (of an even number the lower of both in the middle), 1 for the greatest.
     *
     * <p>Values less than {@link Double#MIN_NORMAL} away from 0 are taken for 0, and NaN for greater than infinity. An
     * accumulator grows with the orders of magnitude that values span, not with their number: some 115 counts at most
     * for each power of ten.
     *
     * @param <T> the events
     * @param value from event to number
     * @param quantiles the fractions, from 0 to 1, at least one
     * @return the aggregate; its results are unmodifiable, have the quantiles as keys, in the order given, and over no
     *     events NaN as values
     * @throws IllegalArgumentException when there is no quantile, or one is not between 0 and 1
     */
    public static <T> Aggregate<T, ?, Map<Double, Double>> percentiles(
            ToDoubleFn<? super T> value, double... quantiles) {
        return new Percentiles<>(required("percentiles", value), required("percentiles", quantiles));
    }

    /**
     * The event that arrived first. Where parts of a window are merged, such as sessions that are joined, it is that of
     * the part that is earlier in event time.
     *
     * @param <T> the events
     * @return the aggregate; over no events it gives null
     */
    public static <T> Aggregate<T, ?, T> first() {
        return new SingleEvent.First<>();
    }

    /**
     * The event that arrived last, which is the one that raises a result that is emitted at once; not necessarily the
     * one with the highest timestamp, which {@link #max(Fn) max} of the time gives. Where parts of a window are merged it is
     * that of the part that is later in event time.
     *
     * @param <T> the events
     * @return the aggregate; over no events it gives null
     */
    public static <T> Aggregate<T, ?, T> last() {
        return new SingleEvent.Last<>();
    }

    /**
     * The event with the least value; among equals, the one that arrived first.
     *
     * @param <T> the events
     * @param <C> the values, with a natural order
     * @param value from event to value, never to null; applied once to each event
     * @return the aggregate; over no events it gives null
     */
    public static <T, C extends Comparable<? super C>> Aggregate<T, ?, T> min(Fn<? super T, ? extends C> value) {
        return ExtremeBy.<T, C>least(required("min", value));
    }

    /**
     * The event with the greatest value; among equals, the one that arrived first.
     *
     * @param <T> the events
     * @param <C> the values, with a natural order
     * @param value from event to value, never to null; applied once to each event
     * @return the aggregate; over no events it gives null
     */
    public static <T, C extends Comparable<? super C>> Aggregate<T, ?, T> max(Fn<? super T, ? extends C> value) {
        return ExtremeBy.<T, C>greatest(required("max", value));
    }

    /**
     * The least event; among equals, the one that arrived first. A pipeline that is to be serialized needs a comparator
     * that can be, which one made by {@code Comparator.comparing} cannot: there is {@link #min(Fn)}.
     *
     * @param <T> the events
     * @param order how events compare
     * @return the aggregate; over no events it gives null
     */
    public static <T> Aggregate<T, ?, T> min(Comparator<? super T> order) {
        return new SingleEvent.Least<>(required("min", order));
    }

    /**
     * The greatest event; among equals, the one that arrived first. See {@link #min(Comparator)}.
     *
     * @param <T> the events
     * @param order how events compare
     * @return the aggregate; over no events it gives null
     */
    public static <T> Aggregate<T, ?, T> max(Comparator<? super T> order) {
        return new SingleEvent.Least<>(required("max", order).reversed());
    }

    /**
     * The least value.
     *
     * @param <T> the events
     * @param value from event to value
     * @return the aggregate; over no events it gives null
     */
    public static <T> Aggregate<T, ?, Long> minLong(ToLongFn<? super T> value) {
        return Longs.Extreme.<T>least(required("minLong", value));
    }

    /**
     * The greatest value.
     *
     * @param <T> the events
     * @param value from event to value
     * @return the aggregate; over no events it gives null
     */
    public static <T> Aggregate<T, ?, Long> maxLong(ToLongFn<? super T> value) {
        return Longs.Extreme.<T>greatest(required("maxLong", value));
    }

    /**
     * The least value. The order is that of {@link Double#compare}: -0.0 is less than 0.0, and NaN, which is greater
     * than infinity, is the result only where there is nothing else.
     *
     * @param <T> the events
     * @param value from event to value
     * @return the aggregate; over no events it gives null
     */
    public static <T> Aggregate<T, ?, Double> minDouble(ToDoubleFn<? super T> value) {
        return Doubles.Extreme.<T>least(required("minDouble", value));
    }

    /**
     * The greatest value. The order is that of {@link Double#compare}: 0.0 is greater than -0.0, and NaN is greater
     * than infinity, so that it is the result wherever it occurs.
     *
     * @param <T> the events
     * @param value from event to value
     * @return the aggregate; over no events it gives null
     */
    public static <T> Aggregate<T, ?, Double> maxDouble(ToDoubleFn<? super T> value) {
        return Doubles.Extreme.<T>greatest(required("maxDouble", value));
    }

    /**
     * The events with the greatest values, the greatest one first; among equals, in the order in which they arrived.
     *
     * @param <T> the events
     * @param <C> the values, with a natural order
     * @param n how many there are at most, 1 or more; meant for tens, as each event is compared with those that it
     *     surpasses
     * @param value from event to value, never to null
     * @return the aggregate; its results are unmodifiable
     * @throws IllegalArgumentException when n is not positive
     */
    public static <T, C extends Comparable<? super C>> Aggregate<T, ?, List<T>> topN(
            int n, Fn<? super T, ? extends C> value) {
        return topN(n, new TopN.ByValue<T, C>("topN", required("topN", value)));
    }

    /**
     * The greatest events, the greatest one first; among equals, in the order in which they arrived. See
     * {@link #min(Comparator)}.
     *
     * @param <T> the events
     * @param n how many there are at most, 1 or more; meant for tens, as each event is compared with those that it
     *     surpasses
     * @param order how events compare; reversed it gives the least ones
     * @return the aggregate; its results are unmodifiable
     * @throws IllegalArgumentException when n is not positive
     */
    public static <T> Aggregate<T, ?, List<T>> topN(int n, Comparator<? super T> order) {
        if (n < 1) {
            throw new IllegalArgumentException("the n of topN must be 1 or more, but is " + n);
        }
        return new TopN<T>(n, required("topN", order));
    }

    /**
     * All events, in the order in which they arrived; where parts of a window are merged, those of the earlier part in
     * event time come first. It keeps every event of a window: where a function can take them in one by one, prefer
     * {@link #reduce} or an {@link Aggregate} of one's own.
     *
     * @param <T> the events
     * @return the aggregate; its results are unmodifiable
     */
    public static <T> Aggregate<T, ?, List<T>> collect() {
        return new Collect<T>();
    }

    /**
     * What a function makes of all events, two at a time: of what it has made of the events so far, and the next one.
     *
     * @param <T> the events
     * @param function associative; it leaves its arguments as they are, and never returns null
     * @return the aggregate; over one event it gives that event, over none null
     */
    public static <T> Aggregate<T, ?, T> reduce(BiFn<T, T, T> function) {
        return new SingleEvent.Reduced<>(required("reduce", function));
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
     * The number of different values, exactly. It keeps each value once and no counts of them, which would double its
     * memory, and therefore cannot subtract; where it shall, count the values of {@code groupingBy(value, count())}.
     *
     * @param <T> the events
     * @param <V> the values, with equals and hashCode
     * @param value from event to value, never to null
     * @return the aggregate
     */
    public static <T, V> Aggregate<T, ?, Long> countDistinct(Fn<? super T, ? extends V> value) {
        return new CountDistinct<>(required("countDistinct", value));
    }
}
