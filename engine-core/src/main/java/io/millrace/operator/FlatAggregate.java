package io.millrace.operator;

import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;

/**
 * An aggregate whose accumulators are a few whole numbers each, always as many; floating-point numbers are kept as their bits
 * ({@link Double#doubleToRawLongBits}). Operators keep such accumulators beside the keys, in arrays of many, so that there is
 * no object for each key and window. What is kept elsewhere has an array of its own, from 0 on.
 *
 * <pre>{@code
 * record Span(ToLongFn<Reading> value) implements FlatAggregate<Reading, Long> {
 *     public int width() {
 *         return 2;
 *     }
 *
 *     public void create(long[] numbers, int at) {
 *         numbers[at] = Long.MAX_VALUE;
 *         numbers[at + 1] = Long.MIN_VALUE;
 *     }
 *
 *     public void add(long[] numbers, int at, Reading reading, long timestamp) throws Exception {
 *         numbers[at] = Math.min(numbers[at], value.applyAsLong(reading));
 *         numbers[at + 1] = Math.max(numbers[at + 1], value.applyAsLong(reading));
 *     }
 *
 *     public void merge(long[] numbers, int at, long[] other, int otherAt) {
 *         numbers[at] = Math.min(numbers[at], other[otherAt]);
 *         numbers[at + 1] = Math.max(numbers[at + 1], other[otherAt + 1]);
 *     }
 *
 *     public Long result(long[] numbers, int at) {
 *         return numbers[at + 1] - numbers[at];
 *     }
 * }
 * }</pre>
 *
 * <p>What holds for the functions of {@link Aggregate} holds for these, of which theirs are made. None of them may touch
 * other places of the array, which are of other accumulators, nor keep it.
 *
 * @param <T> the events
 * @param <R> the results, immutable
 */
public interface FlatAggregate<T, R> extends Aggregate<T, long[], R> {

    /**
     * How many numbers an accumulator is. Always the same for one instance, and part of what snapshots hold.
     *
     * @return the width, at least 1; up to 16 numbers are kept beside the keys
     */
    int width();

    /**
     * Makes an empty accumulator of numbers that are 0.
     *
     * @param numbers where it is
     * @param at its first number
     * @throws Exception fails the job
     */
    default void create(long[] numbers, int at) throws Exception {}

    /**
     * Takes an event in: see {@link Aggregate#add}.
     *
     * @param numbers where the accumulator is, which is changed in place
     * @param at its first number
     * @param event the event
     * @param timestamp its timestamp, epoch milliseconds
     * @throws Exception fails the job
     */
    void add(long[] numbers, int at, T event, long timestamp) throws Exception;

    /**
     * Takes in all that another accumulator has seen: see {@link Aggregate#merge}.
     *
     * @param numbers where the accumulator is, which is changed in place
     * @param at its first number
     * @param other where the other one is, of the later part in event time, not changed
     * @param otherAt its first number
     * @throws Exception fails the job
     */
    void merge(long[] numbers, int at, long[] other, int otherAt) throws Exception;

    /**
     * Takes out all that another accumulator has seen: see {@link Aggregate#subtract}.
     *
     * @param numbers where the accumulator is, which is changed in place
     * @param at its first number
     * @param other where the other one is, not changed
     * @param otherAt its first number
     * @throws UnsupportedOperationException where {@link #canSubtract} is false
     * @throws Exception fails the job
     */
    default void subtract(long[] numbers, int at, long[] other, int otherAt) throws Exception {
        Aggregate.super.subtract(numbers, other);
    }

    /**
     * The result so far: see {@link Aggregate#result}.
     *
     * @param numbers where the accumulator is, not changed
     * @param at its first number
     * @return the result; null only over no events
     * @throws Exception fails the job
     */
    R result(long[] numbers, int at) throws Exception;

    @Override
    default long[] create() throws Exception {
        long[] numbers = new long[width()];
        create(numbers, 0);
        return numbers;
    }

    @Override
    default void add(long[] accumulator, T event, long timestamp) throws Exception {
        add(accumulator, 0, event, timestamp);
    }

    @Override
    default void merge(long[] accumulator, long[] other) throws Exception {
        merge(accumulator, 0, other, 0);
    }

    @Override
    default void subtract(long[] accumulator, long[] other) throws Exception {
        subtract(accumulator, 0, other, 0);
    }

    @Override
    default R result(long[] accumulator) throws Exception {
        return result(accumulator, 0);
    }

    @Override
    default Type<long[]> accumulatorType(Type<?> events) {
        return Type.of(long[].class);
    }

    /** Numbers as they are; refuses to read more or fewer of them than there are in an accumulator. */
    @Override
    default Serde<long[]> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return new NumbersSerde(serdes.serde(accumulatorType(events)), width());
    }
}
