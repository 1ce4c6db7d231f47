package io.millrace.state.table;

/**
 * The keys of slots once more, as numbers, where all of them are whole numbers of one class: so they are compared where they are
 * looked for, and not in an object that is elsewhere.
 */
final class NumberKeys {
    private final Class<?> type;
    private final long[] numbers;

    private NumberKeys(Class<?> type, int slots) {
        this.type = type;
        numbers = new long[slots];
    }

    /**
     * For a key that is the only one; null where it is not a number.
     *
     * @param known what there was for other keys, or null
     * @param slots how many slots there are; 0 for none of these
     */
    static NumberKeys first(NumberKeys known, Object key, int slots) {
        if (known != null && known.type == key.getClass()) {
            return known;
        }
        return slots > 0 && (key instanceof Long || key instanceof Integer)
                ? new NumberKeys(key.getClass(), slots)
                : null;
    }

    /**
     * Of keys that are there; null where they are not numbers of one class.
     *
     * @param entries a key and what belongs to it, or nulls, for each slot
     * @param shift the logarithm of how many these are
     */
    static NumberKeys of(Object[] entries, int shift) {
        NumberKeys keys = null;
        for (int slot = 0; slot < entries.length >> shift; slot++) {
            Object key = entries[slot << shift];
            if (key != null) {
                keys = keys == null ? first(null, key, entries.length >> shift) : keys;
                keys = keys == null ? null : keys.with(slot, key);
                if (keys == null) {
                    return null;
                }
            }
        }
        return keys;
    }

    /** Others of the same class, with nothing in them. */
    NumberKeys ofLength(int slots) {
        return new NumberKeys(type, slots);
    }

    void copy(NumberKeys other, int from, int to) {
        numbers[to] = other.numbers[from];
    }

    /** The same with one more; null where it is of another class. */
    NumberKeys with(int slot, Object key) {
        if (key.getClass() != type) {
            return null;
        }
        numbers[slot] = ((Number) key).longValue();
        return this;
    }

    /** Whether a slot that is taken has a key. */
    boolean holds(int slot, Object key) {
        return key.getClass() == type && ((Number) key).longValue() == numbers[slot];
    }

    /** What a slot has, whatever that may be. */
    long at(int slot) {
        return numbers[slot];
    }

    void move(int from, int to, int length) {
        System.arraycopy(numbers, from, numbers, to, length);
    }
}
