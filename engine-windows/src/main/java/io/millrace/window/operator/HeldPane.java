package io.millrace.window.operator;

import io.millrace.operator.Output;
import io.millrace.time.EventTime;

/**
 * What a {@link PaneCombiner} holds of one pane: accumulators by key, in a flat table that is emptied as a whole. A
 * look at it costs a few slots at most, whatever the hashes are: a key that finds none may have a second accumulator,
 * or none.
 */
final class HeldPane<K, A> {

    /**
     * The events of a key and pane that one task has seen since it sent the last of these, in place of the events. Its row
     * has no timestamp, and the hash of the key.
     *
     * @param <K> the keys
     * @param <A> the accumulators
     * @param start the first timestamp of the pane
     * @param accumulator belongs to who receives it
     * @param events how many there are; of several that are sent together it is the sum that is right
     * @param sender where it comes from
     */
    record Partial<K, A>(K key, long start, A accumulator, int events, Sender sender) {}

    /** Who has put events together. */
    enum Sender {
        /** A task of the same process, which knows how far the windows had come: it sends nothing late. */
        HERE,
        /** One of another, which may send what is late. */
        ELSEWHERE
    }

    private static final int FIRST_CAPACITY = 64;
    private static final int LONGEST_PROBE = 32;

    /** One key in so many slots is too few. */
    private static final int SPARSE = 16;

    /** One in so many is enough: mostly the first slot that is looked at is the right one. */
    private static final int DENSE = 4;

    /** A key and its accumulator, next to each other. */
    private static final int STRIDE = 2;

    private long start;
    private long last;
    private int[] hashes;
    private Object[] entries;
    private int size;
    private long events;

    /** Where the emission of all entries has come. */
    private int emitted;

    private long eventsToEmit;
    private int entriesToEmit;

    HeldPane() {
        allocate(FIRST_CAPACITY);
    }

    private void allocate(int capacity) {
        hashes = new int[capacity];
        entries = new Object[capacity * STRIDE];
    }

    /**
     * An empty one may be used for any pane; a large table that had few keys is not, since all of it is gone through.
     */
    void begin(long newStart, long newLast) {
        if (hashes.length > FIRST_CAPACITY && hashes.length / SPARSE > size) {
            allocate(FIRST_CAPACITY);
        }
        start = newStart;
        last = newLast;
        size = 0;
        events = 0;
        emitted = 0;
    }

    boolean holds(long timestamp) {
        return start <= timestamp && timestamp <= last;
    }

    long start() {
        return start;
    }

    long last() {
        return last;
    }

    int size() {
        return size;
    }

    /** How many events have been added to the accumulators. */
    long events() {
        return events;
    }

    void addEvents(int count) {
        events += count;
    }

    /** The accumulator of a key, or null. */
    @SuppressWarnings("unchecked") // odd indices hold accumulators
    A get(K key, int hash) {
        int[] hashes = this.hashes;
        Object[] entries = this.entries;
        int mask = hashes.length - 1;
        int slot = hash & mask;
        for (int probe = 0; probe < LONGEST_PROBE; probe++) {
            Object entry = entries[slot * STRIDE];
            if (entry == null) {
                return null;
            }
            // mostly it is the same object, which needs no look at its hash
            if (entry == key || (hashes[slot] == hash && key.equals(entry))) {
                return (A) entries[slot * STRIDE + 1];
            }
            slot = (slot + 1) & mask;
        }
        return null;
    }

    /** Takes an accumulator for a key that has none; returns whether there is a slot for it. */
    boolean put(K key, int hash, A accumulator) {
        if (size * DENSE >= hashes.length) {
            grow();
        }
        int slot = freeSlot(hash, LONGEST_PROBE);
        if (slot < 0) {
            return false;
        }
        set(slot, hash, key, accumulator);
        size++;
        return true;
    }

    private int freeSlot(int hash, int longestProbe) {
        int mask = hashes.length - 1;
        int slot = hash & mask;
        for (int probe = 0; probe < longestProbe; probe++) {
            if (entries[slot * STRIDE] == null) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
        return -1;
    }

    private void set(int slot, int hash, Object key, Object accumulator) {
        hashes[slot] = hash;
        entries[slot * STRIDE] = key;
        entries[slot * STRIDE + 1] = accumulator;
    }

    private void grow() {
        int[] oldHashes = hashes;
        Object[] oldEntries = entries;
        allocate(oldHashes.length * 2);
        for (int old = 0; old < oldHashes.length; old++) {
            Object key = oldEntries[old * STRIDE];
            if (key != null) {
                set(freeSlot(oldHashes[old], hashes.length), oldHashes[old], key, oldEntries[old * STRIDE + 1]);
            }
        }
    }

    /** Emits the accumulators and forgets them; returns false when there is no room, to be called again. */
    boolean emit(Output<Object> out) {
        if (emitted == 0) {
            eventsToEmit = events;
            entriesToEmit = size;
        }
        for (int slot = emitted; slot < hashes.length; slot++) {
            Object key = entries[slot * STRIDE];
            if (key != null) {
                if (!out.hasRoom()) {
                    emitted = slot;
                    return false;
                }
                int share = (int) (eventsToEmit / entriesToEmit--);
                eventsToEmit -= share;
                out.emit(
                        new Partial<>(key, start, entries[slot * STRIDE + 1], share, Sender.HERE),
                        EventTime.NONE,
                        hashes[slot]);
                set(slot, 0, null, null);
            }
        }
        emitted = hashes.length;
        return true;
    }
}
