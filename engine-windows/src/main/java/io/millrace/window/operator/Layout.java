package io.millrace.window.operator;

import io.millrace.operator.Aggregate;
import io.millrace.operator.FlatAggregate;
import io.millrace.state.KeyedState;
import io.millrace.state.serde.Serde;
import io.millrace.state.table.StateTable;
import io.millrace.window.aggregate.Flat;
import java.util.Arrays;

/**
 * How many accumulators of an aggregate are kept: as a few numbers each where it is {@linkplain FlatAggregate flat}, or else as
 * the objects that they are. Flat ones are read into and worked on in arrays of which there are a few for all. Confined to
 * the task's thread.
 */
final class Layout<A> {

    // what accumulators are read into: each for one use, and good until the next one
    static final int PART = 0;
    static final int OLDER = 1;
    static final int YOUNGER = 2;
    static final int TOTAL = 3;
    static final int WRITTEN = 4;
    private static final int SCRATCHES = 5;

    private final Aggregate<?, A, ?> aggregate;
    private final FlatAggregate<?, ?> flat;
    private final int words;
    private final A[] scratches;

    Layout(Aggregate<?, A, ?> aggregate) {
        this.aggregate = aggregate;
        flat = Flat.isNarrow(aggregate) ? Flat.flat(aggregate) : null;
        words = flat == null ? 0 : flat.width();
        scratches = RowLookUp.newArray(words == 0 ? 0 : SCRATCHES);
        Arrays.setAll(scratches, unused -> asAccumulator(new long[words]));
    }

    @SuppressWarnings("unchecked") // those of flat aggregates are arrays of numbers
    private A asAccumulator(long[] numbers) {
        return (A) numbers;
    }

    /**
     * A table of accumulators.
     *
     * @param serde writes them
     */
    @SuppressWarnings("unchecked") // as above
    <K> StateTable<K, A> table(KeyedState<K> state, String name, Serde<A> serde) {
        return words == 0
                ? state.table(name, serde)
                : (StateTable<K, A>) state.table(name, words, (Serde<long[]>) serde);
    }

    /** How many numbers an accumulator is, or 0 where it is an object. */
    int words() {
        return words;
    }

    /** Null where accumulators are objects. */
    A scratch(int which) {
        return words == 0 ? null : scratches[which];
    }

    /** An accumulator without events; where it is flat, good until the scratch is used again. */
    A empty(int which) throws Exception {
        if (words == 0) {
            return aggregate.create();
        }
        long[] scratch = (long[]) scratches[which];
        for (int i = 0; i < words; i++) {
            scratch[i] = 0;
        }
        flat.create(scratch, 0);
        return scratches[which];
    }

    void read(long[] data, int at, A into) {
        long[] numbers = (long[]) into;
        for (int i = 0; i < words; i++) {
            numbers[i] = data[at + i];
        }
    }

    void write(A from, long[] data, int at) {
        long[] numbers = (long[]) from;
        for (int i = 0; i < words; i++) {
            data[at + i] = numbers[i];
        }
    }
}
