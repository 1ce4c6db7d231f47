package io.millrace.state.table;

import java.util.Arrays;

/**
 * The entries of one key group: open addressing with ordered linear probing.
 *
 * <p>Slots are in the order of the hashes: an entry stands at its home, which is given by the leading bits of its hash, or as
 * little behind it as that order allows, and no two entries have the same hash. Therefore
 * <ul>
 *   <li>a search ends at the first hash that is not less, hit or miss, with one comparison per slot;
 *   <li>growth keeps the order, so that a walk goes on after the hash it has reached, whatever happened in between;
 *   <li>the order of a walk depends on the keys alone, not on the table's history.
 * </ul>
 * There is no wrap-around but a tail of as many slots as a probe is long. An entry whose hash is taken, or whose cluster is
 * too long, goes to an {@link Overflow}.
 */
final class GroupTable<K, V> {
    private static final int FIRST_CAPACITY = 4;
    private static final int LONGEST_PROBE = 64;

    /** The rank of an empty slot: no rank is greater, so that a search needs no other end. */
    private static final int EMPTY = Integer.MAX_VALUE;

    private final Epoch epoch;
    private final int sharedBits;

    private int[] ranks;
    private Object[] entries; // key and value of slot i at 2i and 2i + 1
    private int[] marks;
    private int homeShift;
    private int longestProbe;
    private int growAt;
    private int size;
    private int changes;
    private Overflow<K, V> overflow;

    /**
     * @param sharedBits how many leading bits of the hash are the same for all entries
     */
    GroupTable(Epoch epoch, int sharedBits) {
        this.epoch = epoch;
        this.sharedBits = sharedBits;
        allocate(FIRST_CAPACITY);
    }

    V get(K key, int hash, boolean touch) {
        int slot = ceiling(hash);
        if (ranks[slot] == rank(hash) && key.equals(entries[slot << 1])) {
            if (touch) {
                touch(slot);
            }
            return valueAt(slot);
        }
        return overflow == null ? null : getOverflown(key, hash, touch);
    }

    /** Whether the key is new. */
    boolean put(K key, int hash, V value) {
        int slot = ceiling(hash);
        if (ranks[slot] == rank(hash) && entries[slot << 1] != null) {
            if (!key.equals(entries[slot << 1])) {
                return putOverflown(key, hash, value);
            }
            touch(slot);
            entries[(slot << 1) + 1] = value;
            return false;
        }
        if (overflow != null && replaceOverflown(key, hash, value)) {
            return false;
        }
        insert(slot, key, hash, value, epoch.touched());
        return true;
    }

    V remove(K key, int hash) {
        int slot = ceiling(hash);
        if (ranks[slot] == rank(hash) && key.equals(entries[slot << 1])) {
            touch(slot);
            V value = valueAt(slot);
            closeGap(slot);
            return value;
        }
        return overflow == null ? null : removeOverflown(key, hash);
    }

    /** Hands every entry, with its mark, to the table that the chooser names for its hash. */
    void moveTo(TableChooser<K, V> chooser) {
        for (int slot = nextOccupied(0); slot >= 0; slot = nextOccupied(slot + 1)) {
            chooser.tableOf(hashAt(slot)).adopt(keyAt(slot), hashAt(slot), valueAt(slot), marks[slot]);
        }
        Overflow.Entry<K, V> entry = overflow == null ? null : overflow.firstFrom(0);
        for (; entry != null; entry = overflow.after(entry)) {
            chooser.tableOf(entry.hash).adopt(entry);
        }
    }

    private void adopt(K key, int hash, V value, int mark) {
        insert(ceiling(hash), key, hash, value, mark);
    }

    private void adopt(Overflow.Entry<K, V> entry) {
        if (overflow == null) {
            overflow = new Overflow<>();
        }
        overflow.adopt(entry);
    }

    /** Names the table for a hash. */
    interface TableChooser<K, V> {
        GroupTable<K, V> tableOf(int hash);
    }

    // what a walk needs

    /** Changes when entries move between slots. */
    int changes() {
        return changes;
    }

    /** The first occupied slot from the given one on, or -1. */
    int nextOccupied(int slot) {
        for (int i = slot; i < ranks.length; i++) {
            if (ranks[i] != EMPTY || entries[i << 1] != null) {
                return i;
            }
        }
        return -1;
    }

    /** The first occupied slot whose hash comes after the given one, or -1. */
    int nextAfter(int hash) {
        int slot = ceiling(hash);
        return nextOccupied(ranks[slot] == rank(hash) ? slot + 1 : slot);
    }

    Overflow.Entry<K, V> overflownFrom(int hash) {
        return overflow == null ? null : overflow.firstFrom(hash);
    }

    Overflow.Entry<K, V> overflownAfter(Overflow.Entry<K, V> entry) {
        return overflow == null ? null : overflow.after(entry);
    }

    @SuppressWarnings("unchecked") // even indices hold keys
    K keyAt(int slot) {
        return (K) entries[slot << 1];
    }

    @SuppressWarnings("unchecked") // odd indices hold values
    V valueAt(int slot) {
        return (V) entries[(slot << 1) + 1];
    }

    int hashAt(int slot) {
        return rank(ranks[slot]);
    }

    /** The mark of an entry, or 0 when there is none: no touch. */
    int markOf(K key, int hash) {
        int slot = ceiling(hash);
        if (ranks[slot] == rank(hash) && key.equals(entries[slot << 1])) {
            return marks[slot];
        }
        Overflow.Entry<K, V> entry = overflow == null ? null : overflow.find(key, hash);
        return entry == null ? 0 : entry.mark;
    }

    void touch(int slot) {
        if (marks[slot] != epoch.touched()) {
            firstTouch(slot);
        }
    }

    void touch(Overflow.Entry<K, V> entry) {
        entry.mark = epoch.touched();
    }

    /** The entry is about to change for the first time in this epoch: the last moment at which its old value is there. */
    private void firstTouch(int slot) {
        marks[slot] = epoch.touched();
    }

    // slots

    /** Hashes in unsigned order are ranks in signed order, and back. */
    private static int rank(int hash) {
        return hash ^ Integer.MIN_VALUE;
    }

    private int home(int hash) {
        return (hash << sharedBits) >>> homeShift;
    }

    /** The first slot from the hash's home on that holds no lesser hash. */
    private int ceiling(int hash) {
        int[] ranks = this.ranks;
        int rank = rank(hash);
        int slot = home(hash);
        while (ranks[slot] < rank) {
            slot++;
        }
        return slot;
    }

    private void insert(int ceiling, K key, int hash, V value, int mark) {
        int slot = ceiling;
        if (size == growAt) {
            grow();
            slot = ceiling(hash);
        }
        int gap = slot;
        int end = home(hash) + longestProbe;
        while (gap < end && entries[gap << 1] != null) {
            gap++;
        }
        if (gap >= end) {
            overflow(key, hash, value, mark);
            return;
        }
        if (gap > slot) {
            move(slot, slot + 1, gap - slot);
        }
        set(slot, key, hash, value, mark);
        size++;
        changes++;
    }

    private void set(int slot, K key, int hash, V value, int mark) {
        ranks[slot] = rank(hash);
        entries[slot << 1] = key;
        entries[(slot << 1) + 1] = value;
        marks[slot] = mark;
    }

    private void closeGap(int slot) {
        int end = slot + 1;
        while (entries[end << 1] != null && home(hashAt(end)) != end) {
            end++;
        }
        move(slot + 1, slot, end - slot - 1);
        ranks[end - 1] = EMPTY;
        entries[(end - 1) << 1] = null;
        entries[((end - 1) << 1) + 1] = null;
        marks[end - 1] = 0;
        size--;
        changes++;
    }

    private void move(int from, int to, int count) {
        System.arraycopy(ranks, from, ranks, to, count);
        System.arraycopy(marks, from, marks, to, count);
        System.arraycopy(entries, from << 1, entries, to << 1, count << 1);
    }

    /** Displacement never grows with the capacity, so that every entry finds its place within its probe. */
    private void grow() {
        int[] oldRanks = ranks;
        Object[] oldEntries = entries;
        int[] oldMarks = marks;
        allocate(capacity() << 1);
        int free = 0;
        for (int i = 0; i < oldRanks.length; i++) {
            if (oldEntries[i << 1] != null) {
                int slot = Math.max(free, home(rank(oldRanks[i])));
                ranks[slot] = oldRanks[i];
                entries[slot << 1] = oldEntries[i << 1];
                entries[(slot << 1) + 1] = oldEntries[(i << 1) + 1];
                marks[slot] = oldMarks[i];
                free = slot + 1;
            }
        }
        changes++;
    }

    private int capacity() {
        return ranks.length - longestProbe;
    }

    private void allocate(int capacity) {
        growAt = capacity * 5 / 8;
        longestProbe = Math.min(LONGEST_PROBE, growAt);
        homeShift = Integer.SIZE - Integer.numberOfTrailingZeros(capacity);
        int slots = capacity + longestProbe;
        ranks = new int[slots];
        Arrays.fill(ranks, EMPTY);
        entries = new Object[slots << 1];
        marks = new int[slots];
    }

    // overflow

    private V getOverflown(K key, int hash, boolean touch) {
        Overflow.Entry<K, V> entry = overflow.find(key, hash);
        if (entry == null) {
            return null;
        }
        if (touch) {
            touch(entry);
        }
        return entry.value;
    }

    private boolean putOverflown(K key, int hash, V value) {
        if (overflow != null && replaceOverflown(key, hash, value)) {
            return false;
        }
        overflow(key, hash, value, epoch.touched());
        return true;
    }

    private boolean replaceOverflown(K key, int hash, V value) {
        Overflow.Entry<K, V> entry = overflow.find(key, hash);
        if (entry == null) {
            return false;
        }
        touch(entry);
        entry.value = value;
        return true;
    }

    private void overflow(K key, int hash, V value, int mark) {
        if (overflow == null) {
            overflow = new Overflow<>();
        }
        overflow.add(key, hash, value, mark);
    }

    private V removeOverflown(K key, int hash) {
        Overflow.Entry<K, V> entry = overflow.find(key, hash);
        if (entry == null) {
            return null;
        }
        touch(entry);
        overflow.remove(entry);
        if (overflow.isEmpty()) {
            overflow = null;
        }
        return entry.value;
    }
}
