package io.millrace.state.table;

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
 * <p>A slot is an even index: into one array it gives the rank of the hash and, next to it, the mark; into the other
 * the key and the value. So an access costs a cache line of each. Values that are a few numbers are in a column of their own.
 */
abstract class OrderedSlots<K, V> {
    /** Two array elements make a slot. */
    static final int STRIDE = 2;

    private static final int FIRST_CAPACITY = 4;
    private static final int LONGEST_PROBE = 64;

    /** A smaller table is not worth making smaller. */
    private static final int SMALL = 64;

    /** One entry in so many slots is too few. */
    private static final int SPARSE = 16;

    /** And so much smaller the table is then made. */
    private static final int SHRINKING = 4;

    private static final int MOST_PATIENCE = 64;

    /** The rank of an empty slot: no rank is greater, so that a search needs no other end. */
    private static final int EMPTY = Integer.MAX_VALUE;

    private final int sharedBits;
    private int[] ranks;
    private Object[] entries;

    /** The values where they are numbers; null where they are objects. */
    private NumberColumn numbers;

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
        numbers = form == null ? null : new NumberColumn(form, 0);
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
        int[] ranks = this.ranks;
        int rank = rank(hash);
        int slot = home(hash);
        slot += strideIfLess(ranks[slot], rank);
        slot += strideIfLess(ranks[slot], rank);
        while (ranks[slot] < rank) {
            slot += STRIDE;
        }
        return slot;
    }

    /** Reads where an entry of this hash would begin to be looked for. */
    final void fetch(int hash, int[] ints, Object[] objects, int index) {
        int home = home(hash);
        ints[index] = numbers == null ? ranks[home] : ranks[home] + (int) numbers.array()[numbers.at(home)];
        objects[index] = entries[home];
    }

    private static int strideIfLess(int rank, int other) {
        return (int) (((long) rank - other) >>> (Long.SIZE - 1)) * STRIDE;
    }

    /** Whether a ceiling is the slot of this hash. */
    final boolean holds(int ceiling, int hash) {
        return ranks[ceiling] == rank(hash) && entries[ceiling] != null;
    }

    /** Whether a ceiling is the slot of this hash and key. */
    final boolean holds(int ceiling, int hash, K key) {
        return ranks[ceiling] == rank(hash) && isKey(entries[ceiling], key);
    }

    /** Mostly it is the same object, which needs no look into it. */
    private boolean isKey(Object entry, K key) {
        return entry == key || key.equals(entry);
    }

    @SuppressWarnings("unchecked") // even indices hold keys
    final K keyAt(int slot) {
        return (K) entries[slot];
    }

    /** Of numbers a copy, which is good until the next one. */
    @SuppressWarnings("unchecked") // odd indices hold values, unless these are numbers
    final V valueAt(int slot) {
        return numbers == null ? (V) entries[slot + 1] : (V) numbers.read(slot);
    }

    /** The same for a snapshot. */
    @SuppressWarnings("unchecked") // as above
    final V valueToWriteAt(int slot) {
        return numbers == null ? (V) entries[slot + 1] : (V) numbers.readToWrite(slot);
    }

    final void setValueAt(int slot, V value) {
        if (numbers == null) {
            entries[slot + 1] = value;
        } else {
            numbers.write(slot, (long[]) value);
        }
    }

    /** A value that somebody else may change: a copy of it where it is numbers. */
    @SuppressWarnings("unchecked") // a copy of it
    final V kept(V value) {
        return numbers == null ? value : (V) ((long[]) value).clone();
    }

    /** Says where the numbers of a slot are. */
    final void locate(int slot, NumberCells cells, int row) {
        cells.set(row, numbers.array(), numbers.at(slot));
    }

    final int hashAt(int slot) {
        return rank(ranks[slot]);
    }

    final int markAt(int slot) {
        return ranks[slot + 1];
    }

    final void setMarkAt(int slot, int mark) {
        ranks[slot + 1] = mark;
    }

    /** Changes whenever entries may have moved between slots. */
    final int changes() {
        return changes;
    }

    /** The first occupied slot from the given one on, or -1. */
    final int nextOccupied(int slot) {
        for (int i = slot; i < ranks.length; i += STRIDE) {
            if (ranks[i] != EMPTY || entries[i] != null) {
                return i;
            }
        }
        return -1;
    }

    /** The first occupied slot whose hash comes after the given one, or -1. */
    final int nextAfter(int hash) {
        int slot = ceiling(hash);
        return nextOccupied(holds(slot, hash) ? slot + STRIDE : slot);
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
        while (gap < end && entries[gap] != null) {
            gap += STRIDE;
        }
        if (gap >= end) {
            return false;
        }
        move(slot, slot + STRIDE, gap - slot);
        ranks[slot] = rank(hash);
        ranks[slot + 1] = mark;
        entries[slot] = key;
        setValueAt(slot, value);
        count++;
        changes++;
        return true;
    }

    /** Empties a slot, and moves the entries that stood behind their homes because of it. */
    final void delete(int slot) {
        int end = slot + STRIDE;
        while (entries[end] != null && home(hashAt(end)) != end) {
            end += STRIDE;
        }
        move(slot + STRIDE, slot, end - slot - STRIDE);
        int gap = end - STRIDE;
        ranks[gap] = EMPTY;
        ranks[gap + 1] = 0;
        entries[gap] = null;
        entries[gap + 1] = null;
        count--;
        removals++;
        changes++;
    }

    /** Hashes in unsigned order are ranks in signed order, and back. */
    private static int rank(int hash) {
        return hash ^ Integer.MIN_VALUE;
    }

    private int home(int hash) {
        return (hash << sharedBits) >>> homeShift << 1;
    }

    private void move(int from, int to, int length) {
        if (length > 0) {
            System.arraycopy(ranks, from, ranks, to, length);
            System.arraycopy(entries, from, entries, to, length);
            if (numbers != null) {
                numbers.move(from, to, length);
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
        int[] oldRanks = ranks;
        Object[] oldEntries = entries;
        NumberColumn oldNumbers = numbers;
        int oldCapacity = capacity();
        hasShrunk = moveTo(oldCapacity / SHRINKING);
        if (!hasShrunk) {
            allocate(oldCapacity, oldRanks, oldEntries, oldNumbers);
            shrinkAt = count / 2;
        }
        changes++;
    }

    /** How many slots there are, but for the tail. */
    final int capacity() {
        return (ranks.length - longestProbe) / STRIDE;
    }

    /** Takes new arrays; returns whether all entries have a slot within their probes. */
    private boolean moveTo(int capacity) {
        int[] oldRanks = ranks;
        Object[] oldEntries = entries;
        NumberColumn oldNumbers = numbers;
        allocate(capacity);
        int free = 0;
        for (int i = 0; i < oldRanks.length; i += STRIDE) {
            if (oldEntries[i] != null) {
                int home = home(rank(oldRanks[i]));
                int slot = Math.max(free, home);
                if (slot >= home + longestProbe) {
                    return false;
                }
                ranks[slot] = oldRanks[i];
                ranks[slot + 1] = oldRanks[i + 1];
                entries[slot] = oldEntries[i];
                entries[slot + 1] = oldEntries[i + 1];
                if (numbers != null) {
                    numbers.copy(oldNumbers, i, slot);
                }
                free = slot + STRIDE;
            }
        }
        return true;
    }

    private static int growAt(int capacity) {
        return capacity * 5 / 8;
    }

    private static int longestProbe(int capacity) {
        return Math.min(LONGEST_PROBE, growAt(capacity)) * STRIDE;
    }

    private void allocate(int capacity) {
        int length = capacity * STRIDE + longestProbe(capacity);
        int[] newRanks = new int[length];
        for (int i = 0; i < length; i += STRIDE) {
            newRanks[i] = EMPTY;
        }
        allocate(capacity, newRanks, new Object[length], numbers == null ? null : numbers.ofLength(length));
    }

    private void allocate(int capacity, int[] newRanks, Object[] newEntries, NumberColumn newNumbers) {
        growAt = growAt(capacity);
        shrinkAt = capacity > SMALL ? capacity / SPARSE : 0;
        removals = 0;
        longestProbe = longestProbe(capacity);
        homeShift = Integer.SIZE - Integer.numberOfTrailingZeros(capacity);
        ranks = newRanks;
        entries = newEntries;
        numbers = newNumbers;
    }
}
