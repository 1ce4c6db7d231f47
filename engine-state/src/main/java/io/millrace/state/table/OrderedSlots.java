package io.millrace.state.table;

import java.util.Arrays;

/**
 * Open addressing with ordered linear probing: slots in the order of the hashes, one entry for each hash.
 *
 * <p>An entry stands at its home, which is given by the leading bits of its hash, or as little behind it as the order
 * allows. Therefore
 * <ul>
 *   <li>a search ends at the first hash that is not less, hit or miss, with one comparison per slot;
 *   <li>growth keeps the order, so that a walk goes on after the hash it has reached, whatever happened in between;
 *   <li>the order of a walk depends on the keys alone, not on the table's history.
 * </ul>
 * There is no wrap-around but a tail of as many slots as a probe is long.
 *
 * <p>Of a slot, one array has a word, which is the rank of the hash and the mark, and the value behind it where that is a few
 * numbers; another one has the key, and the value behind it where that is an object. So an access costs a cache line of each. Keys that are
 * numbers are in a third one besides.
 */
abstract class OrderedSlots<K, V> {
    private static final int FIRST_CAPACITY = 4;
    private static final int LONGEST_PROBE = 64;

    /** A smaller table is not worth making smaller, nor a column of its keys. */
    private static final int SMALL = 64;

    /** One entry in so many slots is too few. */
    private static final int SPARSE = 16;

    /** And so much smaller the table is then made. */
    private static final int SHRINKING = 4;

    private static final int MOST_PATIENCE = 64;

    /** The rank of an empty slot: no rank is greater, so that a search needs no other end. */
    private static final int EMPTY = Integer.MAX_VALUE;

    private static final int RANK_SHIFT = Integer.SIZE;
    private static final long MARK_BITS = (1L << RANK_SHIFT) - 1;

    private final int sharedBits;

    /** Null where values are objects. */
    private final NumberForm numbers;

    /** How many words a slot has. */
    private final int stride;

    /** A slot has one entry, or two where values are objects. */
    private final int entryShift;

    private long[] words;
    private Object[] entries;

    /** The keys where they are numbers; null where they are not, or the table is small. */
    private NumberKeys keys;

    private int homeShift;
    private int longestProbe;
    private int growAt;

    /** Fewer entries are too few for the table. */
    private int shrinkAt;

    /** How many entries have been removed since it became as large as it is; may begin anew. */
    private int removals;

    /** So many times its capacity of removals it is not made smaller: more where it had to grow again after that. */
    private int patience;

    private boolean hasShrunk;

    private int count;
    private int changes;

    /**
     * @param sharedBits how many leading bits of the hash are the same for all entries
     * @param expected how many entries there will be, as far as that is known
     * @param form of values that are numbers; null where they are objects
     */
    OrderedSlots(int sharedBits, int expected, NumberForm form) {
        this.sharedBits = sharedBits;
        numbers = form;
        stride = form == null ? 1 : 1 + form.width();
        entryShift = form == null ? 1 : 0;
        int capacity = FIRST_CAPACITY;
        while (growAt(capacity) <= expected) {
            capacity *= 2;
        }
        allocate(capacity);
    }

    /**
     * The first slot from the hash's home on that holds no lesser hash. How far that is cannot be predicted, so the
     * first two steps are taken without a branch.
     */
    final int ceiling(int hash) {
        long[] words = this.words;
        int stride = this.stride;
        int rank = rank(hash);
        int home = home(hash);
        int at = home * stride;
        int steps = oneIfLess(words[at], rank);
        at += stride & -steps;
        int step = oneIfLess(words[at], rank);
        at += stride & -step;
        steps += step;
        while (rankOf(words[at]) < rank) {
            at += stride;
            steps++;
        }
        return home + steps;
    }

    /** Reads where an entry of this hash would begin to be looked for; what is returned means nothing. */
    final long fetch(int hash) {
        int home = home(hash);
        int at = home * stride;
        int entry = entries[home << entryShift] == null ? 0 : 1;
        return words[at] + words[at + stride - 1] + (keys == null ? 0 : keys.at(home)) + entry;
    }

    private static int oneIfLess(long word, int rank) {
        return (int) (((word >> RANK_SHIFT) - rank) >>> (Long.SIZE - 1));
    }

    private static int rankOf(long word) {
        return (int) (word >> RANK_SHIFT);
    }

    private static long wordOf(int rank, int mark) {
        return ((long) rank << RANK_SHIFT) | (mark & MARK_BITS);
    }

    private long wordAt(int slot) {
        return words[slot * stride];
    }

    private int firstNumberOf(int slot) {
        return slot * stride + 1;
    }

    /** Whether a ceiling is the slot of this hash. */
    final boolean holds(int ceiling, int hash) {
        return rankOf(wordAt(ceiling)) == rank(hash) && keyAt(ceiling) != null;
    }

    /** Whether a ceiling is the slot of this hash and key. */
    final boolean holds(int ceiling, int hash, K key) {
        return rankOf(wordAt(ceiling)) == rank(hash) && isKeyAt(ceiling, key);
    }

    /** Of objects it is mostly the same one, which needs no look into it. */
    private boolean isKeyAt(int slot, K key) {
        if (keys != null) {
            return keys.holds(slot, key) && (rankOf(wordAt(slot)) != EMPTY || keyAt(slot) != null);
        }
        return keyAt(slot) == key || key.equals(keyAt(slot));
    }

    @SuppressWarnings("unchecked") // only keys are put there
    final K keyAt(int slot) {
        return (K) entries[slot << entryShift];
    }

    /** Of numbers a copy, which is good until the next one. */
    @SuppressWarnings("unchecked") // only values are put there, unless these are numbers
    final V valueAt(int slot) {
        return numbers == null ? (V) entries[valueOf(slot)] : (V) numbers.read(words, firstNumberOf(slot));
    }

    /** The same for a snapshot. */
    @SuppressWarnings("unchecked") // as above
    final V valueToWriteAt(int slot) {
        return numbers == null ? (V) entries[valueOf(slot)] : (V) numbers.readToWrite(words, firstNumberOf(slot));
    }

    final void setValueAt(int slot, V value) {
        if (numbers == null) {
            entries[valueOf(slot)] = value;
        } else {
            numbers.write((long[]) value, words, firstNumberOf(slot));
        }
    }

    /** Where the value of a slot is that is an object. */
    private static int valueOf(int slot) {
        return (slot << 1) + 1;
    }

    /** A value that somebody else may change: a copy of it where it is numbers. */
    @SuppressWarnings("unchecked") // a copy of it
    final V kept(V value) {
        return numbers == null ? value : (V) ((long[]) value).clone();
    }

    /** Says where the numbers of a slot are. */
    final void locate(int slot, NumberCells cells, int row) {
        cells.set(row, words, firstNumberOf(slot));
    }

    final int hashAt(int slot) {
        return rank(rankOf(wordAt(slot)));
    }

    final int markAt(int slot) {
        return (int) wordAt(slot);
    }

    final void setMarkAt(int slot, int mark) {
        words[slot * stride] = wordOf(rankOf(wordAt(slot)), mark);
    }

    /** Changes whenever entries may have moved between slots. */
    final int changes() {
        return changes;
    }

    /** The first occupied slot from the given one on, or -1. */
    final int nextOccupied(int slot) {
        int at = slot * stride;
        for (int next = slot; at < words.length; next++, at += stride) {
            if (rankOf(words[at]) != EMPTY || keyAt(next) != null) {
                return next;
            }
        }
        return -1;
    }

    /** The first occupied slot whose hash comes after the given one, or -1. */
    final int nextAfter(int hash) {
        int slot = ceiling(hash);
        return nextOccupied(holds(slot, hash) ? slot + 1 : slot);
    }

    /**
     * Whether it is time to grow.
     *
     * @param more entries that are kept elsewhere for want of room
     */
    final boolean isFull(int more) {
        return count + more >= growAt;
    }

    /**
     * Takes an entry of a hash that has no slot yet.
     *
     * @return false when the probe would become too long
     */
    final boolean insert(K key, int hash, V value, int mark) {
        int slot = ceiling(hash);
        int end = home(hash) + longestProbe;
        int gap = slot;
        while (gap < end && keyAt(gap) != null) {
            gap++;
        }
        if (gap >= end) {
            return false;
        }
        move(slot, slot + 1, gap - slot);
        words[slot * stride] = wordOf(rank(hash), mark);
        entries[slot << entryShift] = key;
        keys = count == 0 ? NumberKeys.first(keys, key, roomForKeys()) : keys;
        keys = keys == null ? null : keys.with(slot, key);
        setValueAt(slot, value);
        count++;
        changes++;
        return true;
    }

    /** Empties a slot, and moves the entries that stood behind their homes because of it. */
    final void delete(int slot) {
        int end = slot + 1;
        while (keyAt(end) != null && home(hashAt(end)) != end) {
            end++;
        }
        int gap = end - 1;
        move(slot + 1, slot, gap - slot);
        words[gap * stride] = wordOf(EMPTY, 0);
        Arrays.fill(entries, gap << entryShift, end << entryShift, null);
        count--;
        removals++;
        changes++;
    }

    /** Hashes in unsigned order are ranks in signed order, and back. */
    private static int rank(int hash) {
        return hash ^ Integer.MIN_VALUE;
    }

    private int home(int hash) {
        return (hash << sharedBits) >>> homeShift;
    }

    private void move(int from, int to, int length) {
        if (length > 0) {
            System.arraycopy(words, from * stride, words, to * stride, length * stride);
            System.arraycopy(entries, from << entryShift, entries, to << entryShift, length << entryShift);
            if (keys != null) {
                keys.move(from, to, length);
            }
        }
    }

    /** The distance of an entry from its home never grows with the capacity, so that it stays within its probe. */
    final void grow() {
        if (hasShrunk) {
            hasShrunk = false;
            patience = Math.min(MOST_PATIENCE, Math.max(1, patience * 2));
        }
        moveTo(capacity() * 2);
        changes++;
    }

    /**
     * Takes less memory when there have been many more entries. Where an entry would stand too far behind its home, that waits
     * until there are half as many.
     */
    final void shrinkWhenSparse() {
        if (count >= shrinkAt || Integer.toUnsignedLong(removals) < (long) patience * capacity()) {
            return;
        }
        long[] oldWords = words;
        Object[] oldEntries = entries;
        int oldCapacity = capacity();
        hasShrunk = moveTo(oldCapacity / SHRINKING);
        if (!hasShrunk) {
            allocate(oldCapacity, oldWords, oldEntries);
            shrinkAt = count / 2;
        }
        changes++;
    }

    /** How many slots there are, but for the tail. */
    final int capacity() {
        return words.length / stride - longestProbe;
    }

    /** Takes new arrays; returns whether all entries have a slot within their probes. */
    private boolean moveTo(int capacity) {
        long[] oldWords = words;
        Object[] oldEntries = entries;
        allocate(capacity);
        NumberKeys moved = keys == null ? null : keys.ofLength(words.length / stride);
        int free = 0;
        for (int i = 0; i < oldWords.length / stride; i++) {
            if (oldEntries[i << entryShift] != null) {
                int home = home(rank(rankOf(oldWords[i * stride])));
                int slot = Math.max(free, home);
                if (slot >= home + longestProbe) {
                    return false;
                }
                System.arraycopy(oldWords, i * stride, words, slot * stride, stride);
                System.arraycopy(oldEntries, i << entryShift, entries, slot << entryShift, 1 << entryShift);
                if (moved != null) {
                    moved.copy(keys, i, slot);
                }
                free = slot + 1;
            }
        }
        keys = moved == null && roomForKeys() > 0 ? NumberKeys.of(entries, entryShift) : moved;
        return true;
    }

    /** 0 where the table is too small for a column of them. */
    private int roomForKeys() {
        return capacity() < SMALL ? 0 : words.length / stride;
    }

    private static int growAt(int capacity) {
        return capacity * 5 / 8;
    }

    private static int longestProbe(int capacity) {
        return Math.min(LONGEST_PROBE, growAt(capacity));
    }

    private void allocate(int capacity) {
        int slots = capacity + longestProbe(capacity);
        long[] newWords = new long[slots * stride];
        for (int i = 0; i < newWords.length; i += stride) {
            newWords[i] = wordOf(EMPTY, 0);
        }
        allocate(capacity, newWords, new Object[slots << entryShift]);
    }

    private void allocate(int capacity, long[] newWords, Object[] newEntries) {
        growAt = growAt(capacity);
        shrinkAt = capacity > SMALL ? capacity / SPARSE : 0;
        removals = 0;
        longestProbe = longestProbe(capacity);
        homeShift = Integer.SIZE - Integer.numberOfTrailingZeros(capacity);
        words = newWords;
        entries = newEntries;
    }
}
