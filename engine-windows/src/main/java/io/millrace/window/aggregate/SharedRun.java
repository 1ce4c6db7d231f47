package io.millrace.window.aggregate;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A growing run of elements in an array that other runs, and results, may have a part of. What has been put into the
 * array stays as it is; who finds a free place next to an end of its part takes it, and who finds it taken goes on in a
 * copy. So runs that overlap, such as those of sliding windows, or those that become one, such as sessions, need no
 * copies of what they have in common.
 */
final class SharedRun {

    private static final int FIRST_CAPACITY = 4;

    /** An array, and which places of it have been taken. */
    private static final class Shared {
        private final Object[] array;
        private int from;
        private int to;

        Shared(Object[] array, int from, int to) {
            this.array = array;
            this.from = from;
            this.to = to;
        }
    }

    private Shared shared = new Shared(new Object[FIRST_CAPACITY], 0, 0);
    private int from;
    private int to;

    int size() {
        return to - from;
    }

    void add(Object element) {
        takeBehind(1);
        shared.array[to - 1] = element;
    }

    /** Adds what is less to what is more, before it or behind. */
    void addAll(SharedRun other) {
        if (other.size() <= size()) {
            Shared source = other.shared;
            int start = other.from;
            int length = other.size();
            takeBehind(length);
            System.arraycopy(source.array, start, shared.array, to - length, length);
            return;
        }
        Shared own = shared;
        int start = from;
        int length = size();
        shared = other.shared;
        from = other.from;
        to = other.to;
        takeBefore(length);
        System.arraycopy(own.array, start, shared.array, from, length);
    }

    private void takeBehind(int length) {
        if (to != shared.to || length > shared.array.length - to) {
            int size = size();
            Object[] array = new Object[Math.addExact(size, Math.max(length, size >> 1))];
            System.arraycopy(shared.array, from, array, 0, size);
            shared = new Shared(array, 0, size);
            from = 0;
            to = size;
        }
        to += length;
        shared.to = to;
    }

    private void takeBefore(int length) {
        if (from != shared.from || length > from) {
            int room = Math.max(length, size() >> 1);
            Object[] array = new Object[Math.addExact(room, size())];
            System.arraycopy(shared.array, from, array, room, size());
            shared = new Shared(array, room, array.length);
            to = array.length;
            from = room;
        }
        from -= length;
        shared.from = from;
    }

    /** What is there so far. */
    List<Object> view() {
        return Collections.unmodifiableList(Arrays.asList(shared.array).subList(from, to));
    }
}
