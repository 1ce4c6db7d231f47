package io.millrace.window.operator;

import io.millrace.operator.Aggregate;
import io.millrace.window.aggregate.Flat;
import java.lang.reflect.Array;

/**
 * How many accumulators of an aggregate are kept: as a few numbers each where they are {@linkplain Flat flat}, or else as
 * the objects that they are. Flat ones are read into and worked on in objects of which there are a few for all. Confined to
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
    private final int words;
    private final boolean areDoubles;

    private final A[] scratches;

    Layout(Aggregate<?, A, ?> aggregate) {
        this.aggregate = aggregate;
        Object zeros = newZeros();
        words = zeros == null ? 0 : Array.getLength(zeros);
        areDoubles = zeros instanceof double[];
        scratches = RowLookUp.newArray(words == 0 ? 0 : SCRATCHES);
        for (int i = 0; i < scratches.length; i++) {
            scratches[i] = newZeros();
        }
    }

    @SuppressWarnings("unchecked") // they are accumulators
    private A newZeros() {
        return aggregate instanceof Flat flat ? (A) flat.zeros() : null;
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
        A scratch = scratches[which];
        for (int i = 0; i < words; i++) {
            if (areDoubles) {
                ((double[]) scratch)[i] = 0;
            } else {
                ((long[]) scratch)[i] = 0;
            }
        }
        return scratch;
    }

    void read(long[] data, int at, A into) {
        if (areDoubles) {
            double[] doubles = (double[]) into;
            for (int i = 0; i < words; i++) {
                doubles[i] = Double.longBitsToDouble(data[at + i]);
            }
        } else {
            long[] longs = (long[]) into;
            for (int i = 0; i < words; i++) {
                longs[i] = data[at + i];
            }
        }
    }

    void write(A from, long[] data, int at) {
        if (areDoubles) {
            double[] doubles = (double[]) from;
            for (int i = 0; i < words; i++) {
                data[at + i] = Double.doubleToRawLongBits(doubles[i]);
            }
        } else {
            long[] longs = (long[]) from;
            for (int i = 0; i < words; i++) {
                data[at + i] = longs[i];
            }
        }
    }
}
