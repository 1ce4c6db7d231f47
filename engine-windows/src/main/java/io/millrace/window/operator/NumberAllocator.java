package io.millrace.window.operator;

import java.util.Map;
import java.util.TreeMap;

/** Numbers that are taken, of which there are as few as memory is used for, however large they are. */
final class NumberAllocator {

    /** 64 numbers each, from {@code 64 * key} on; none that are all free. */
    private final TreeMap<Long, Long> taken = new TreeMap<>();

    void take(long number) {
        taken.merge(wordOf(number), bitOf(number), (before, bit) -> before | bit);
    }

    void free(long number) {
        taken.computeIfPresent(wordOf(number), (word, bits) -> {
            long left = bits & ~bitOf(number);
            return left == 0 ? null : left;
        });
    }

    /** From 0. */
    long lowestFree() {
        long word = 0;
        for (Map.Entry<Long, Long> bits : taken.entrySet()) {
            if (bits.getKey() != word) {
                break;
            }
            if (bits.getValue() != -1) {
                return word * Long.SIZE + Long.numberOfTrailingZeros(~bits.getValue());
            }
            word++;
        }
        return word * Long.SIZE;
    }

    private static long wordOf(long number) {
        return number / Long.SIZE;
    }

    private static long bitOf(long number) {
        return 1L << number;
    }
}
