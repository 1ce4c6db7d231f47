package io.millrace.window.aggregate;

import io.millrace.function.Fn;
import io.millrace.operator.Aggregate;
import io.millrace.operator.FlatAggregate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Supplier;
import org.agrona.collections.IntArrayList;

/**
 * Sets of values as a number each: few values as {@link Codes}, or else the complement of where there is a set among the large ones.
 *
 * @param <A> the sets as they are elsewhere
 */
class PackedSets<T, A extends ValuesSerde.Values, R> implements Packing<T, A, R>, FlatAggregate<T, R> {

    private static final long serialVersionUID = 1;

    private final Aggregate<T, A, R> aggregate;
    private final String what;
    private final Fn<? super T, ?> value;
    private final transient Supplier<A> empty;
    private final transient Codes codes = new Codes();

    /** Null where there is none now. */
    private final transient List<A> large = new ArrayList<>();

    private final transient IntArrayList free = new IntArrayList();
    private final transient Recent<R> results = new Recent<>();

    /** The places of large ones that are kept after a restore. */
    private final transient BitSet kept = new BitSet();

    /**
     * No sets.
     *
     * @param aggregate what they are accumulators of
     * @param empty makes one
     * @param what what errors call a value
     * @param value from event to value
     */
    PackedSets(Aggregate<T, A, R> aggregate, Supplier<A> empty, String what, Fn<? super T, ?> value) {
        this.aggregate = aggregate;
        this.empty = empty;
        this.what = what;
        this.value = value;
    }

    @Override
    public final FlatAggregate<T, R> flat() {
        return this;
    }

    @Override
    public final int width() {
        return 1;
    }

    @Override
    public final void add(long[] numbers, int at, T event, long timestamp) throws Exception {
        add(numbers, at, KeyTrie.checked(what, value.apply(event)));
    }

    private void add(long[] numbers, int at, Object added) {
        long set = numbers[at];
        if (set < 0) {
            large.get((int) ~set).add(added);
            return;
        }
        int code = codes.of(added);
        long with = Codes.with(set, code);
        if (with == Codes.FULL) {
            numbers[at] = enlarged(set, added);
        } else if (with != set) {
            numbers[at] = with;
            codes.use(code);
        }
    }

    private long enlarged(long few, Object added) {
        A set = ofFew(few);
        set.add(added);
        codes.release(few);
        return ~(long) store(set);
    }

    private int store(A set) {
        if (free.isEmpty()) {
            large.add(set);
            return large.size() - 1;
        }
        int place = free.removeAt(free.size() - 1);
        large.set(place, set);
        return place;
    }

    private A ofFew(long few) {
        A set = empty.get();
        for (long left = few; left != 0; left = Codes.rest(left)) {
            set.add(codes.value(Codes.first(left)));
        }
        return set;
    }

    /** The other one is still to be released. */
    @Override
    public final void merge(long[] numbers, int at, long[] other, int otherAt) {
        peek(other, otherAt).forEach(each -> add(numbers, at, each));
    }

    @Override
    public final R result(long[] numbers, int at) throws Exception {
        return numbers[at] < 0 ? aggregate.result(peek(numbers, at)) : resultOf(numbers[at]);
    }

    /** The result of few values, which many keys have in common. */
    R resultOf(long few) throws Exception {
        R result = results.get(few, codes.changes());
        if (result == null) {
            result = aggregate.result(ofFew(few));
            results.put(few, result);
        }
        return result;
    }

    /** Some of what has been asked for last. */
    private static final class Recent<R> {

        private static final int BITS = 6;

        private final long[] sets = new long[1 << BITS];
        private final Object[] results = new Object[1 << BITS];
        private int changes;

        /** A result, or null. */
        @SuppressWarnings("unchecked") // only such are put
        R get(long few, int changesOfCodes) {
            if (changes != changesOfCodes) {
                Arrays.fill(results, null);
                changes = changesOfCodes;
            }
            int place = placeOf(few);
            return sets[place] == few ? (R) results[place] : null;
        }

        void put(long few, R result) {
            sets[placeOf(few)] = few;
            results[placeOf(few)] = result;
        }

        private static int placeOf(long few) {
            return (int) ((few * 0x9e3779b97f4a7c15L) >>> (Long.SIZE - BITS));
        }
    }

    @Override
    public final A peek(long[] numbers, int at) {
        long set = numbers[at];
        return set < 0 ? large.get((int) ~set) : ofFew(set);
    }

    @Override
    public final void put(A set, long[] numbers, int at) {
        if (set.size() > Codes.FEW) {
            numbers[at] = ~(long) store(set);
        } else {
            numbers[at] = 0;
            set.forEach(each -> add(numbers, at, each));
        }
    }

    @Override
    public final void release(long[] numbers, int at) {
        if (numbers[at] < 0) {
            forget((int) ~numbers[at]);
        } else {
            codes.release(numbers[at]);
        }
    }

    private void forget(int place) {
        large.set(place, null);
        free.addInt(place);
    }

    @Override
    public final void beginToKeep() {
        codes.releaseAll();
    }

    @Override
    public final void keep(long[] numbers, int at) {
        if (numbers[at] < 0) {
            kept.set((int) ~numbers[at]);
        } else {
            codes.useAll(numbers[at]);
        }
    }

    @Override
    public final void endToKeep() {
        for (int place = 0; place < large.size(); place++) {
            if (large.get(place) != null && !kept.get(place)) {
                forget(place);
            }
        }
        kept.clear();
    }
}
