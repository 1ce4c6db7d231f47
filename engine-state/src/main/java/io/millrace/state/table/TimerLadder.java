package io.millrace.state.table;

import io.millrace.state.table.TimerQueue.Timer;

/**
 * Timers in the order of their turns. Only those that are due soon are kept in that order: a heap of all timers costs a
 * cache miss at each of its many levels, and most timers are set to another time before they come near.
 *
 * <p>Time is divided: what is near is in a heap; behind it come the rungs, stretches of the same length; and behind the
 * last rung is what is far. When nothing is near the next rung becomes so, and when there is no rung left new ones are
 * laid through what is far. So a timer is moved a few times, however many others there are.
 */
final class TimerLadder<K> {

    private static final int RUNG_BITS = 8;
    private static final int RUNGS = 1 << RUNG_BITS;

    /** So many timers need no rungs. */
    private static final int FEW = 64;

    private final TimerHeap<K> near = new TimerHeap<>();
    private final TimerBag<K> far = new TimerBag<>();
    private TimerBag<K>[] rungs;

    /** What is due at or before it is near. */
    private long nearLast = Long.MIN_VALUE;

    /** The first rung that is not near. */
    private int rung = RUNGS;

    /** Where the first rung begins. */
    private long bottom;

    /** A rung is so many milliseconds long, as a power of two. */
    private int lengthBits;

    /** The timer whose turn is next, or null. */
    Timer<K> first() {
        while (near.size() == 0 && hasMore()) {
            comeNearer();
        }
        return near.first();
    }

    void add(Timer<K> timer) {
        bagFor(timer.due).add(timer);
    }

    void remove(Timer<K> timer) {
        timer.bag.remove(timer);
        timer.bag = null;
    }

    void clear() {
        near.clear();
        far.clear();
        for (; rung < RUNGS; rung++) {
            rungs[rung].clear();
        }
        nearLast = Long.MIN_VALUE;
    }

    private TimerBag<K> bagFor(long due) {
        if (due <= nearLast) {
            return near;
        }
        long at = (due - bottom) >>> lengthBits;
        return at >= rung && at < RUNGS ? rungs[(int) at] : far;
    }

    private boolean hasMore() {
        return rung < RUNGS || far.size() > 0;
    }

    private void comeNearer() {
        if (rung == RUNGS && far.size() <= FEW) {
            nearLast = latestFar();
            pour(far);
            return;
        }
        if (rung == RUNGS) {
            layRungs();
        }
        nearLast = lastOf(rung);
        pour(rungs[rung++]);
    }

    private void pour(TimerBag<K> bag) {
        for (int i = 0; i < bag.size(); i++) {
            near.add(bag.at(i));
        }
        bag.clear();
    }

    private void layRungs() {
        if (rungs == null) {
            rungs = newRungs();
        }
        bottom = earliestFar();
        lengthBits = Math.max(0, spanBitsOfHalf() - RUNG_BITS);
        rung = 0;
        for (int i = far.size() - 1; i >= 0; i--) {
            Timer<K> timer = far.at(i);
            TimerBag<K> bag = bagFor(timer.due);
            if (bag != far) {
                far.remove(timer);
                bag.add(timer);
            }
        }
    }

    /** How many bits the way from the bottom takes, for half of the far timers: a few may be due at the end of time. */
    private int spanBitsOfHalf() {
        int[] counts = new int[Long.SIZE + 1];
        for (int i = 0; i < far.size(); i++) {
            counts[Long.SIZE - Long.numberOfLeadingZeros(far.at(i).due - bottom)]++;
        }
        int bits = 0;
        for (int count = counts[0]; count < far.size() / 2; count += counts[bits]) {
            bits++;
        }
        return bits;
    }

    private long earliestFar() {
        long earliest = Long.MAX_VALUE;
        for (int i = 0; i < far.size(); i++) {
            earliest = Math.min(earliest, far.at(i).due);
        }
        return earliest;
    }

    private long latestFar() {
        long latest = Long.MIN_VALUE;
        for (int i = 0; i < far.size(); i++) {
            latest = Math.max(latest, far.at(i).due);
        }
        return latest;
    }

    /** The last due time that belongs to a rung, or the end of time. */
    private long lastOf(int index) {
        long last = bottom + ((index + 1L) << lengthBits) - 1;
        return last < bottom ? Long.MAX_VALUE : last;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of a generic type cannot be created otherwise
    private static <K> TimerBag<K>[] newRungs() {
        TimerBag<K>[] rungs = new TimerBag[RUNGS];
        for (int i = 0; i < RUNGS; i++) {
            rungs[i] = new TimerBag<>();
        }
        return rungs;
    }
}
