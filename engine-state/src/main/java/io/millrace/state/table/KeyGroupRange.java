package io.millrace.state.table;

/**
 * A contiguous range of key groups, both ends inclusive.
 *
 * @param first the lowest group, from 0
 * @param last the highest group, at least {@code first} and less than {@link KeyGroups#COUNT}
 */
public record KeyGroupRange(int first, int last) {
    /** Every group: what a task of parallelism 1 owns. */
    public static final KeyGroupRange ALL = new KeyGroupRange(0, KeyGroups.COUNT - 1);

    public KeyGroupRange {
        if (first < 0 || last < first || last >= KeyGroups.COUNT) {
            throw new IllegalArgumentException(
                    "Key groups " + first + ".." + last + ": a range lies within 0.." + (KeyGroups.COUNT - 1));
        }
    }

    /** Whether a group belongs to this range. */
    public boolean contains(int group) {
        return first <= group && group <= last;
    }

    /** How many groups there are, at least 1. */
    public int size() {
        return last - first + 1;
    }

    /** How many leading bits of a hash, alone, say whether it belongs to this range; -1 when bits cannot say that. */
    int prefixBits() {
        boolean isPrefix = Integer.bitCount(size()) == 1 && first % size() == 0;
        return isPrefix ? KeyGroups.BITS - Integer.numberOfTrailingZeros(size()) : -1;
    }

    @Override
    public String toString() {
        return first + ".." + last;
    }
}
