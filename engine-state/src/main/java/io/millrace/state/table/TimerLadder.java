package io.millrace.state.table;

import java.util.function.ToLongFunction;

/**
 * Timers in the order in which they are due. Confined to the task's thread, and not part of snapshots.
 *
 * <p>Only those that are due soon are kept in that order: a heap of all timers costs a cache miss at each of its many
 * levels, and most timers turn out to be due later before they come near. Time is divided: what is near is in a heap;
 * behind it come the rungs, stretches of the same length; and behind the last rung is what is far. When something near
 * is asked for, the next rung becomes so, and when there is no rung left new ones are laid through what is far. So a
 * timer is moved a few times, however many others there are.
 *
 * <p>What is put off need not be scheduled again each time: the ladder asks when a timer is due by now as soon as that
 * comes near, for many at once.
 *
 * @param <T> the timers, each in one ladder at most
 */
public final class TimerLadder<T extends Scheduled> {

    private static final int RUNG_BITS = 8;
    private static final int RUNGS = 1 << RUNG_BITS;

    /** The rungs reach this much further than half of the timers, as a power of two, for those that are put off. */
    private static final int SPARE_BITS = 3;

    /** So many timers need no rungs. */
    private static final int FEW = 64;

    private final ToLongFunction<? super T> dueByNow;
    private final TimerHeap<T> near = new TimerHeap<>();
    private final TimerBag<T> far = new TimerBag<>();

    /** What is due at the end of time, if ever: not to be gone through each time that something far comes near. */
    private final TimerBag<T> never = new TimerBag<>();

    private TimerBag<T>[] rungs;

    /** What is due at or before it is near. */
    private long nearLast = Long.MIN_VALUE;

    /** Nothing far is due before. */
    private long farFirst = Long.MAX_VALUE;

    /** The first rung that is not near. */
    private int rung = RUNGS;

    /** Where the first rung begins. */
    private long bottom;

    /** A rung is so many milliseconds long, as a power of two. */
    private int lengthBits;

    /**
     * No timers.
     *
     * @param dueByNow when a timer is due, where that may be later than it was scheduled for; when it is earlier it has to
     *     be scheduled again
     */
    public TimerLadder(ToLongFunction<? super T> dueByNow) {
        this.dueByNow = dueByNow;
    }

    /** No timers, each of which is due when it was scheduled for. */
    public static <T extends Scheduled> TimerLadder<T> exact() {
        return new TimerLadder<>(Scheduled::due);
    }

    /** Adds a timer, or moves it. */
    public void schedule(T timer, long due) {
        if (timer.isScheduled()) {
            timer.bag.remove(timer);
        }
        file(timer, due);
    }

    /** Has a timer be due at a time, unless it is before. */
    public void scheduleNoLaterThan(T timer, long due) {
        if (!timer.isScheduled() || due < timer.due) {
            schedule(timer, due);
        }
    }

    /** Removes a timer; no effect when it is not in the ladder. */
    public void cancel(T timer) {
        if (timer.isScheduled()) {
            timer.bag.remove(timer);
            timer.bag = null;
        }
    }

    /**
     * The first timer when it is due, or else null. It stays, so that whoever does what is due cancels it, or has it be
     * due later.
     *
     * @param upTo the latest due time that counts, itself included
     */
    public T firstDue(long upTo) {
        while (near.size() > 0 || comesNearer(upTo)) {
            T first = near.first();
            if (first == null) {
                continue;
            }
            if (first.due > upTo) {
                return null;
            }
            if (isDueAsScheduled(first)) {
                return first;
            }
        }
        return null;
    }

    /** How many timers there are. */
    public int size() {
        int size = near.size() + far.size() + never.size();
        for (int i = rung; i < RUNGS; i++) {
            size += rungs[i].size();
        }
        return size;
    }

    /** No timer is due before; {@link Long#MAX_VALUE} when there is none. */
    public long nextDue() {
        T first = near.first();
        return first != null ? first.due : hasMore() ? nextAfterNear() : Long.MAX_VALUE;
    }

    /** The timer whose turn is next, whenever that is, or null. */
    T first() {
        return firstDue(Long.MAX_VALUE);
    }

    /** Removes all timers. */
    void clear() {
        near.clear();
        far.clear();
        never.clear();
        for (; rung < RUNGS; rung++) {
            rungs[rung].clear();
        }
        nearLast = Long.MIN_VALUE;
        farFirst = Long.MAX_VALUE;
    }

    private void file(T timer, long due) {
        timer.due = due;
        bagFor(due).add(timer);
    }

    private TimerBag<T> bagFor(long due) {
        if (due <= nearLast) {
            return near;
        }
        if (due == Long.MAX_VALUE) {
            return never;
        }
        long at = (due - bottom) >>> lengthBits;
        if (at >= rung && at < RUNGS) {
            return rungs[(int) at];
        }
        farFirst = Math.min(farFirst, due);
        return far;
    }

    private boolean isDueAsScheduled(T first) {
        long due = dueByNow.applyAsLong(first);
        if (due <= first.due) {
            return true;
        }
        near.remove(first);
        file(first, due);
        return false;
    }

    private boolean hasMore() {
        return rung < RUNGS || far.size() > 0 || never.size() > 0;
    }

    /** What is not near is not due before. */
    private long nextAfterNear() {
        int next = rung;
        while (next < RUNGS && rungs[next].size() == 0) {
            next++;
        }
        if (next < RUNGS) {
            return firstOf(next);
        }
        return far.size() > 0 ? farFirst : Long.MAX_VALUE;
    }

    /** Has the next stretch of time become near, when it begins by a time; returns whether there may be more near. */
    private boolean comesNearer(long upTo) {
        if (!hasMore() || nextAfterNear() > upTo) {
            return false;
        }
        if (rung == RUNGS && far.size() > FEW) {
            layRungs();
        }
        if (rung < RUNGS) {
            nearLast = lastOf(rung);
            pour(rungs[rung++]);
        } else {
            nearLast = far.size() > 0 ? latestFar() : Long.MAX_VALUE;
            farFirst = Long.MAX_VALUE;
            pour(far);
        }
        if (nearLast == Long.MAX_VALUE) {
            pour(never);
        }
        return true;
    }

    /** A loop that does little more than read what the timers are for: it waits for the memory of many at once. */
    private void pour(TimerBag<T> bag) {
        int kept = 0;
        for (int i = 0, size = bag.size(); i < size; i++) {
            T timer = bag.at(i);
            timer.due = Math.max(timer.due, dueByNow.applyAsLong(timer));
            TimerBag<T> target = bagFor(timer.due);
            if (target == bag) {
                bag.place(timer, kept++);
            } else {
                target.add(timer);
            }
        }
        bag.truncate(kept);
    }

    private void layRungs() {
        if (rungs == null) {
            rungs = newRungs();
        }
        bottom = earliestFar();
        int spanBits = Math.min(Long.SIZE, spanBitsOfHalf() + SPARE_BITS);
        lengthBits = Math.max(0, spanBits - RUNG_BITS);
        rung = 0;
        farFirst = Long.MAX_VALUE;
        pour(far);
    }

    /** How many bits the way from the bottom takes, for half of the far timers. */
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

    private long firstOf(int index) {
        return bottom + ((long) index << lengthBits);
    }

    /** The last due time that belongs to a rung, or the end of time. */
    private long lastOf(int index) {
        long last = firstOf(index + 1) - 1;
        return last < bottom ? Long.MAX_VALUE : last;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of a generic type cannot be created otherwise
    private static <T extends Scheduled> TimerBag<T>[] newRungs() {
        TimerBag<T>[] rungs = new TimerBag[RUNGS];
        for (int i = 0; i < RUNGS; i++) {
            rungs[i] = new TimerBag<>();
        }
        return rungs;
    }
}
