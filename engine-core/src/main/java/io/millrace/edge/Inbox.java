package io.millrace.edge;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Which edges into a task have something for it. Where there are many, their producers say so, since to look at each in
 * vain would cost more than the rows; where there are few, each is looked at.
 *
 * <p>No batch is overlooked: a producer links it, fences, and looks whether its edge is said to have something; the
 * consumer takes what has been said, which is a fence, and looks at the edges. One of the two sees the other's write.
 */
public final class Inbox {

    private static final int FEW = 16;

    /** A bit for each edge, set by its producer. */
    private final AtomicLongArray told;

    /** The consumer's: what it was told, until it has found the edge empty. */
    private final long[] filled;

    /** An inbox of edges, which are numbered from 0. */
    public Inbox(int edges) {
        int words = edges <= FEW ? 0 : (edges + Long.SIZE - 1) / Long.SIZE;
        told = new AtomicLongArray(words);
        filled = new long[words];
    }

    /** For a producer: its edge has a batch. */
    void tell(int edge) {
        if (filled.length == 0) {
            return;
        }
        int word = edge / Long.SIZE;
        long bit = 1L << edge;
        VarHandle.fullFence();
        if ((told.get(word) & bit) == 0) {
            add(word, bit);
        }
    }

    private void add(int word, long bit) {
        long bits = told.get(word);
        while (!told.compareAndSet(word, bits, bits | bit)) {
            bits = told.get(word);
        }
    }

    /** Takes in what has been told, before the edges are looked at. */
    public void look() {
        for (int word = 0; word < filled.length; word++) {
            if (told.get(word) != 0) {
                filled[word] |= told.getAndSet(word, 0);
            }
        }
    }

    /** The next edge that may have something, from the given one on, and around; -1 when none has. */
    public int next(int from) {
        if (filled.length == 0) {
            return from;
        }
        int next = firstFrom(from);
        return next >= 0 ? next : firstFrom(0);
    }

    private int firstFrom(int from) {
        int word = from / Long.SIZE;
        long bits = filled[word] & -1L << from;
        while (bits == 0) {
            if (++word == filled.length) {
                return -1;
            }
            bits = filled[word];
        }
        return word * Long.SIZE + Long.numberOfTrailingZeros(bits);
    }

    /** The edge has been found empty. */
    public void isEmpty(int edge) {
        if (filled.length > 0) {
            filled[edge / Long.SIZE] &= ~(1L << edge);
        }
    }
}
