package io.millrace.window.aggregate;

import java.util.Arrays;
import org.agrona.collections.Object2IntHashMap;

/**
 * Small numbers for values, and few of them in one {@code long}, in the order in which they came. There are as many numbers as
 * countries or currencies; those of values that are in use nowhere are given to others. Only values have one that nobody can
 * tell from their equals, and that are small. Confined to the task's thread.
 */
final class Codes {

    /** Of a value that has no number. */
    static final int NONE = 0;

    /** What few numbers are that one more does not go into. */
    static final long FULL = -1;

    /** How many values go into a {@code long}. */
    static final int FEW = 7;

    private static final int BITS = 9;
    private static final int MOST = (1 << BITS) - 1;
    private static final int LONGEST = 64;

    /** The lowest bit of each of few numbers. */
    private static final long LOWEST = 0x40_201008_040201L;

    private static final long HIGHEST = LOWEST << (BITS - 1);

    private final Object2IntHashMap<Object> codes = new Object2IntHashMap<>(NONE);

    // by number, of which the first is nobody's
    private final Object[] values = new Object[MOST + 1];
    private final int[] uses = new int[MOST + 1];

    /** How many numbers have been given. */
    private int given;

    /** How many of them are in use nowhere. */
    private int idle;

    private int latestTaken;
    private int changes;

    /** The number of a value. */
    int of(Object value) {
        if (!isPlain(value)) {
            return NONE;
        }
        int code = codes.getValue(value);
        return code == NONE && !isLong(value) ? give(value) : code;
    }

    private static boolean isPlain(Object value) {
        return value instanceof String
                || value instanceof Enum<?>
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Short
                || value instanceof Byte
                || value instanceof Character
                || value instanceof Boolean;
    }

    private static boolean isLong(Object value) {
        return value instanceof String text && text.length() > LONGEST;
    }

    private int give(Object value) {
        if (given == MOST && idle == 0) {
            return NONE;
        }
        int code = given < MOST ? giveNew() : takeIdle();
        values[code] = value;
        codes.put(value, code);
        return code;
    }

    private int giveNew() {
        idle++;
        return ++given;
    }

    private int takeIdle() {
        do {
            latestTaken = latestTaken % MOST + 1;
        } while (uses[latestTaken] > 0);
        codes.removeKey(values[latestTaken]);
        changes++;
        return latestTaken;
    }

    /** How many numbers have become those of other values. */
    int changes() {
        return changes;
    }

    /** The value of a number. */
    Object value(int code) {
        return values[code];
    }

    /** A number is in use once more. */
    void use(int code) {
        idle -= uses[code]++ == 0 ? 1 : 0;
    }

    /** Few numbers are in use once less. */
    void release(long few) {
        for (long left = few; left != 0; left = rest(left)) {
            idle += --uses[first(left)] == 0 ? 1 : 0;
        }
    }

    /** Begins to count anew how often each number is in use. */
    void releaseAll() {
        Arrays.fill(uses, 0);
        idle = given;
    }

    /** Few numbers are in use once more. */
    void useAll(long few) {
        for (long left = few; left != 0; left = rest(left)) {
            use(first(left));
        }
    }

    /** How many numbers there are. */
    static int size(long few) {
        return (Long.SIZE - Long.numberOfLeadingZeros(few) + BITS - 1) / BITS;
    }

    /** The first of few numbers. */
    static int first(long few) {
        return (int) few & MOST;
    }

    /** Few numbers but for the first. */
    static long rest(long few) {
        return few >>> BITS;
    }

    /** Few numbers and one more, which may be among them; or {@link #FULL}. */
    static long with(long few, int code) {
        if (code == NONE) {
            return FULL;
        }
        long differences = few ^ code * LOWEST;
        // where one is 0, the highest bit is borrowed
        if ((differences - LOWEST & ~differences & HIGHEST) != 0) {
            return few;
        }
        int size = size(few);
        return size == FEW ? FULL : few | ((long) code << (size * BITS));
    }
}
