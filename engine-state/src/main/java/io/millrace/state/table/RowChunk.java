package io.millrace.state.table;

import java.util.Arrays;

/** Some rows of a {@link TimedRows} that follow one another. */
class RowChunk {
    /** A chunk has no more rows. */
    static final int MOST = 128;

    private static final int TAG_BITS = 8;
    static final int MAX_TAG = (1 << TAG_BITS) - 1;

    // the words of a row
    private static final int TIME = 0;
    private static final int NUMBER = 1;
    private static final int MARK = 2;
    private static final int STRIDE = 3;

    /** One row is the most that many keys ever have. */
    private static final int BEHIND_ONE = 4;

    /** So many rows are looked at from behind, where most of what is looked for is, before the others are halved. */
    private static final int NEAR_END = 8;

    private static final long[] NO_WORDS = {};
    private static final Object[] NO_VALUES = {};

    private long[] words;
    private Object[] values;
    private int from;
    private int to;

    RowChunk(int capacity) {
        words = new long[capacity * STRIDE];
        values = new Object[capacity];
    }

    /** Has the rows of another chunk, which has none then. */
    RowChunk(RowChunk other) {
        words = other.words;
        values = other.values;
        from = other.from;
        to = other.to;
        other.words = NO_WORDS;
        other.values = NO_VALUES;
        other.from = 0;
        other.to = 0;
    }

    static void requireTag(int tag) {
        if (tag < 0 || tag > MAX_TAG) {
            throw new IllegalArgumentException("tag " + tag + " of a row is not from 0 to " + MAX_TAG);
        }
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    boolean hasNoRow() {
        return from == to;
    }

    boolean isFull() {
        return to - from == MOST;
    }

    /** Whether a row behind all others had better begin a chunk than have the others move. */
    boolean hasNoRoomBehind() {
        return to == MOST && from <= MOST / 2;
    }

    long earliest() {
        return time(from);
    }

    long latest() {
        return time(to - 1);
    }

    long time(int index) {
        return words[index * STRIDE + TIME];
    }

    long number(int index) {
        return words[index * STRIDE + NUMBER] >> TAG_BITS;
    }

    int tag(int index) {
        return (int) words[index * STRIDE + NUMBER] & MAX_TAG;
    }

    void tag(int index, int tag) {
        words[index * STRIDE + NUMBER] = number(index) << TAG_BITS | tag;
    }

    int mark(int index) {
        return (int) words[index * STRIDE + MARK];
    }

    void mark(int index, int mark) {
        words[index * STRIDE + MARK] = mark;
    }

    Object value(int index) {
        return values[index];
    }

    void value(int index, Object value) {
        values[index] = value;
    }

    /** The value of the last row, or null where there is none; for who reads ahead. */
    Object lastValue() {
        return to == 0 ? null : values[to - 1];
    }

    /** A word of the last row, or 0 where there has been none; for who reads ahead. */
    long lastWord() {
        return words.length == 0 ? 0 : words[Math.max(0, to - 1) * STRIDE];
    }

    void set(int index, int tag, int mark, Object value) {
        tag(index, tag);
        mark(index, mark);
        value(index, value);
    }

    boolean is(int index, long time, long number) {
        return time(index) == time && number(index) == number;
    }

    /** Whether a row is not behind a time and number. */
    boolean precedesOrIs(int index, long time, long number) {
        return time(index) < time || (time(index) == time && number(index) <= number);
    }

    /** The index behind the rows at a time and before. */
    int behind(long time) {
        return behind(time, Long.MAX_VALUE);
    }

    /** The index behind the rows at a time and number and before. */
    int behind(long time, long number) {
        if (from == to || precedesOrIs(to - 1, time, number)) {
            return to;
        }
        int high = to - 1;
        int near = Math.max(from, to - NEAR_END);
        while (high > near && !precedesOrIs(high - 1, time, number)) {
            high--;
        }
        return high > near || near == from ? high : halved(near, time, number);
    }

    /** As {@link #behind}, when that is not behind an index. */
    private int halved(int end, long time, long number) {
        int low = from;
        int high = end;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (precedesOrIs(middle, time, number)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Adds a row where there is room and none is later; returns whether. */
    boolean append(long time, long number, int tag, int mark, Object value) {
        int at = to;
        if (at == values.length || (at > from && time(at - 1) > time)) {
            return false;
        }
        set(at, time, number, tag, mark, value);
        to = at + 1;
        return true;
    }

    private void set(int index, long time, long number, int tag, int mark, Object value) {
        int word = index * STRIDE;
        words[word + TIME] = time;
        words[word + NUMBER] = number << TAG_BITS | tag;
        words[word + MARK] = mark;
        values[index] = value;
    }

    /** Inserts a row; the chunk is not full. */
    void insert(int index, long time, long number, int tag, int mark, Object value) {
        int at = index;
        if (to == values.length) {
            at -= from;
            makeRoom();
        }
        if (at < to) {
            System.arraycopy(words, at * STRIDE, words, (at + 1) * STRIDE, (to - at) * STRIDE);
            System.arraycopy(values, at, values, at + 1, to - at);
        }
        to++;
        set(at, time, number, tag, mark, value);
    }

    /** Moves the rows to the front, of more room where they take most of it. */
    private void makeRoom() {
        int count = to - from;
        long[] oldWords = words;
        Object[] oldValues = values;
        if (from <= values.length / 4) {
            int capacity = Math.min(MOST, Math.max(BEHIND_ONE, values.length * 2));
            words = new long[capacity * STRIDE];
            values = new Object[capacity];
        }
        System.arraycopy(oldWords, from * STRIDE, words, 0, count * STRIDE);
        System.arraycopy(oldValues, from, values, 0, count);
        if (values == oldValues) {
            Arrays.fill(values, count, to, null);
        }
        from = 0;
        to = count;
    }

    void remove(int index) {
        System.arraycopy(words, (index + 1) * STRIDE, words, index * STRIDE, (to - index - 1) * STRIDE);
        System.arraycopy(values, index + 1, values, index, to - index - 1);
        values[--to] = null;
    }

    void dropBefore(int index) {
        Arrays.fill(values, from, index, null);
        from = index;
        if (from == to) {
            from = 0;
            to = 0;
        }
    }

    /** Gives the upper half of its rows to a chunk of their own. */
    RowChunk split() {
        RowChunk upper = new RowChunk(MOST);
        int middle = (from + to) >>> 1;
        upper.to = to - middle;
        System.arraycopy(words, middle * STRIDE, upper.words, 0, upper.to * STRIDE);
        System.arraycopy(values, middle, upper.values, 0, upper.to);
        Arrays.fill(values, middle, to, null);
        to = middle;
        return upper;
    }
}
