package io.millrace.window.operator;

import java.util.Arrays;

/**
 * Keys with their hashes and times, side by side in arrays: a heap by time, and for one time by hash; or in no order, while they
 * are appended alone.
 */
final class KeyHeap<K> {

    private static final int FEW = 4;

    private long[] dues = new long[FEW];
    private int[] hashes = new int[FEW];
    private K[] keys = RowLookUp.newArray(FEW);
    private int size;

    int size() {
        return size;
    }

    K key(int index) {
        return keys[index];
    }

    int hash(int index) {
        return hashes[index];
    }

    long due(int index) {
        return dues[index];
    }

    // the first of a heap

    K key() {
        return keys[0];
    }

    int hash() {
        return hashes[0];
    }

    long due() {
        return dues[0];
    }

    /** Adds at the end, in no order. */
    void append(K key, int hash, long due) {
        if (size == dues.length) {
            dues = Arrays.copyOf(dues, 2 * size);
            hashes = Arrays.copyOf(hashes, 2 * size);
            keys = Arrays.copyOf(keys, 2 * size);
        }
        set(size++, key, hash, due);
    }

    /** Takes all away. */
    void clear() {
        Arrays.fill(keys, 0, size, null);
        size = 0;
    }

    /** Adds to a heap. */
    void push(K key, int hash, long due) {
        append(key, hash, due);
        int at = size - 1;
        while (at > 0 && isBefore(due, hash, (at - 1) / 2)) {
            move((at - 1) / 2, at);
            at = (at - 1) / 2;
        }
        set(at, key, hash, due);
    }

    /** Takes the first away. */
    void pop() {
        size--;
        K key = keys[size];
        int hash = hashes[size];
        long due = dues[size];
        keys[size] = null;
        if (size == 0) {
            return;
        }
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && isBefore(dues[child + 1], hashes[child + 1], child)) {
                child++;
            }
            if (isBefore(due, hash, child)) {
                break;
            }
            move(child, at);
            at = child;
        }
        set(at, key, hash, due);
    }

    /** Whether a time and hash come before those at an index. */
    private boolean isBefore(long due, int hash, int index) {
        return due < dues[index] || (due == dues[index] && Integer.compareUnsigned(hash, hashes[index]) < 0);
    }

    private void move(int from, int to) {
        set(to, keys[from], hashes[from], dues[from]);
    }

    private void set(int index, K key, int hash, long due) {
        keys[index] = key;
        hashes[index] = hash;
        dues[index] = due;
    }
}
