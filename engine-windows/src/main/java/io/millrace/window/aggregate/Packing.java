package io.millrace.window.aggregate;

import io.millrace.operator.Aggregate;
import io.millrace.operator.FlatAggregate;
import io.millrace.state.serde.Serde;
import java.util.Arrays;

/**
 * Accumulators of an aggregate as a few numbers each. What these mean besides, it knows itself: so they are of one task, and
 * have to be {@linkplain #release released} when they are not needed any more. Confined to the task's thread.
 *
 * @param <T> the events
 * @param <A> the accumulators as they are elsewhere
 * @param <R> the results
 */
public interface Packing<T, A, R> {

    /** Whether an aggregate has one. */
    static boolean suits(Aggregate<?, ?, ?> aggregate) {
        return aggregate instanceof Packable<?, ?, ?> packable ? packable.isPackable() : Flat.isNarrow(aggregate);
    }

    /** That of an aggregate that has one. */
    static <T, A, R> Packing<T, A, R> of(Aggregate<T, A, R> aggregate) {
        return aggregate instanceof Packable<T, A, R> packable
                ? packable.packing()
                : new OfNumbers<>(Flat.<T, R>flat(aggregate));
    }

    /** Makes and adds to accumulators that are numbers, and tells their results. */
    FlatAggregate<T, R> flat();

    /** An accumulator, to be read only, and at once. */
    A peek(long[] numbers, int at);

    /** An accumulator whose numbers are of no use any more. */
    default A take(long[] numbers, int at) {
        A accumulator = peek(numbers, at);
        release(numbers, at);
        return accumulator;
    }

    /** Makes numbers of an accumulator, which is of no use to anybody else any more. */
    void put(A accumulator, long[] numbers, int at);

    /** Forgets what numbers mean. */
    void release(long[] numbers, int at);

    /** Forgets what all numbers mean but those that are then {@linkplain #keep kept}: a restore may have read more than there are. */
    void beginToKeep();

    /** What numbers mean is needed. */
    void keep(long[] numbers, int at);

    /** All have been kept that are needed. */
    void endToKeep();

    /**
     * Writes numbers as the accumulators that they are.
     *
     * @param accumulators writes these
     */
    default Serde<long[]> serde(Serde<A> accumulators) {
        return new PackedSerde<>(accumulators, this);
    }

    /** Those of an aggregate that is flat: they mean nothing besides. */
    final class OfNumbers<T, A, R> implements Packing<T, A, R> {

        private final FlatAggregate<T, R> flat;
        private final int width;

        private OfNumbers(FlatAggregate<T, R> flat) {
            this.flat = flat;
            width = Flat.widthOf(flat);
        }

        @Override
        public FlatAggregate<T, R> flat() {
            return flat;
        }

        @Override
        @SuppressWarnings("unchecked") // those of flat aggregates are arrays of numbers
        public A peek(long[] numbers, int at) {
            return (A) Arrays.copyOfRange(numbers, at, at + width);
        }

        @Override
        public void put(A accumulator, long[] numbers, int at) {
            System.arraycopy(accumulator, 0, numbers, at, width);
        }

        @Override
        public void release(long[] numbers, int at) {}

        @Override
        public void beginToKeep() {}

        @Override
        public void keep(long[] numbers, int at) {}

        @Override
        public void endToKeep() {}

        @Override
        @SuppressWarnings("unchecked") // as above
        public Serde<long[]> serde(Serde<A> accumulators) {
            return (Serde<long[]>) accumulators;
        }
    }
}
