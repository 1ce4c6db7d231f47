package io.millrace.window.operator;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;

/**
 * When something of keys is due, without an object for each: what is due by now is asked for when that comes near, and most of
 * it turns out to be due later. Time is divided into stretches. Those of the first of them are in the order of their times,
 * the others in none. Confined to the task's thread, and not part of snapshots.
 *
 * <p>What is not due any more stays until its time comes near.
 */
final class KeyTimers<K> {

    private static final int STRETCHES_PER_SPAN_BITS = 4;
    private static final int FOUND = 4 << STRETCHES_PER_SPAN_BITS;
    private static final int MOST_SPARE = 2 << STRETCHES_PER_SPAN_BITS;

    /** What is fetched of so many keys is still in the near caches when it is asked for. */
    private static final int FETCHED = 256;

    private final int stretchBits;
    private final DueByNow<K> dueByNow;
    private final KeyHeap<K> near = new KeyHeap<>();

    /** What is due at or before it is near. */
    private long nearLast = Long.MIN_VALUE;

    /** By stretch; none is empty. */
    private final TreeMap<Long, KeyHeap<K>> bags = new TreeMap<>();

    // by the last bits of the stretch: some of the bags, which are added to without a number object for each time
    @SuppressWarnings({"unchecked", "rawtypes"}) // there are no arrays of a type with parameters
    private final KeyHeap<K>[] found = new KeyHeap[FOUND];

    private final long[] foundStretches = new long[FOUND];

    /** Empty, to be used again. */
    private final ArrayDeque<KeyHeap<K>> spare = new ArrayDeque<>();

    /** Asked when a time comes near. */
    interface DueByNow<K> {

        /** Whatever was due then is not due any more. */
        long VOID = Long.MIN_VALUE;

        /** When that is due, not before, which was to be due at a time; or {@link #VOID}. */
        long of(K key, int hash, long due);

        /** Reads what will be looked at for some keys, which are going to be asked for. */
        default void fetch(KeyHeap<K> keys, int from, int end) {}
    }

    /**
     * None.
     *
     * @param span how far off most are due when they are added, in milliseconds
     */
    KeyTimers(long span, DueByNow<K> dueByNow) {
        stretchBits = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(span) - STRETCHES_PER_SPAN_BITS);
        this.dueByNow = dueByNow;
    }

    void add(K key, int hash, long due) {
        if (due <= nearLast) {
            near.push(key, hash, due);
        } else {
            bagOf(due >> stretchBits).append(key, hash, due);
        }
    }

    /** Nothing is due before; {@link Long#MAX_VALUE} when there is nothing. */
    long nextDue() {
        if (near.size() > 0) {
            return near.due();
        }
        return bags.isEmpty() ? Long.MAX_VALUE : bags.firstKey() << stretchBits;
    }

    /** Whether anything is due at a time or before: then it is the first of what {@link #near} has. */
    boolean isAnyDue(long upTo) {
        while (comesNear(upTo)) {
            long due = dueByNow.of(near.key(), near.hash(), near.due());
            if (due == near.due()) {
                return true;
            }
            K key = near.key();
            int hash = near.hash();
            near.pop();
            if (due != DueByNow.VOID) {
                add(key, hash, due);
            }
        }
        return false;
    }

    /** Has what begins by a time become near; returns whether anything is near that was to be due by then. */
    private boolean comesNear(long upTo) {
        // What is near is due before all that is not.
        while (near.size() == 0 && !bags.isEmpty() && bags.firstKey() << stretchBits <= upTo) {
            pour();
        }
        return near.size() > 0 && near.due() <= upTo;
    }

    /** The first is the next that is due. */
    KeyHeap<K> near() {
        return near;
    }

    /** Has the first stretch become near; what is due later goes to later ones. */
    private void pour() {
        Map.Entry<Long, KeyHeap<K>> first = bags.pollFirstEntry();
        nearLast = first.getKey() << stretchBits | (1L << stretchBits) - 1;
        KeyHeap<K> bag = first.getValue();
        int place = placeOf(first.getKey());
        found[place] = found[place] == bag ? null : found[place];
        for (int from = 0; from < bag.size(); from += FETCHED) {
            pour(bag, from, Math.min(from + FETCHED, bag.size()));
        }
        if (spare.size() < MOST_SPARE) {
            bag.clear();
            spare.push(bag);
        }
    }

    private void pour(KeyHeap<K> bag, int from, int end) {
        dueByNow.fetch(bag, from, end);
        for (int i = from; i < end; i++) {
            long due = dueByNow.of(bag.key(i), bag.hash(i), bag.due(i));
            if (due != DueByNow.VOID) {
                add(bag.key(i), bag.hash(i), due);
            }
        }
    }

    private KeyHeap<K> bagOf(long stretch) {
        int place = placeOf(stretch);
        if (found[place] == null || foundStretches[place] != stretch) {
            found[place] = bags.computeIfAbsent(stretch, unused -> spare.isEmpty() ? new KeyHeap<>() : spare.pop());
            foundStretches[place] = stretch;
        }
        return found[place];
    }

    private static int placeOf(long stretch) {
        return (int) stretch & FOUND - 1;
    }
}
