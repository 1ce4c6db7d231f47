package io.millrace.source;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;

/**
 * The requests that wait to be taken or answered, each at a place of its own, which its number tells. Who asks takes the last place that became free; nobody waits for anybody. The
 * list of free places is a stack of linked numbers (Treiber), whose head counts its changes, so that one that was taken and came back in between is noticed.
 */
final class OpenRequests<Q, A> {

    private static final int NONE = 0;

    private final int capacity;
    private final AtomicReferenceArray<Asked<Q, A>> places;

    /** Behind each free place the next one, counted from 1; its owner's. */
    private final int[] next;

    /** How often each place was taken; its owner's. */
    private final long[] rounds;

    /** How often it has changed, and in the lower half the first free place. */
    private final AtomicLong head = new AtomicLong();

    /** How many places have ever been taken, from the first on: as many as have been open at a time, since what became free last is taken first. */
    private final AtomicInteger used = new AtomicInteger();

    private final MpscVarHandleArrayQueue<Asked<Q, A>> questions;

    /** What a reader that has closed has left, for the next one; the reader's. */
    private final Queue<Asked<Q, A>> left = new ArrayDeque<>();

    /** How many are done and have not been taken. */
    private final AtomicInteger doneUntaken = new AtomicInteger();

    OpenRequests(int capacity) {
        this.capacity = capacity;
        places = new AtomicReferenceArray<>(capacity);
        next = new int[capacity];
        rounds = new long[capacity];
        questions = new MpscVarHandleArrayQueue<>(Math.max(2, capacity));
        for (int place = capacity - 1; place >= 0; place--) {
            push(place);
        }
    }

    int capacity() {
        return capacity;
    }

    /** Opens a request, not yet to be taken; null when all places are taken. */
    Asked<Q, A> open(Q question, Duration timeout, Runnable guard) {
        int place = pop();
        if (place < 0) {
            return null;
        }
        if (place >= used.get()) {
            used.accumulateAndGet(place + 1, Math::max);
        }
        long number = rounds[place]++ * capacity + place;
        Asked<Q, A> asked = new Asked<>(this, number, question, timeout, guard);
        places.setRelease(place, asked);
        return asked;
    }

    /** Has it be taken. There is room, since each has a place until it was taken. */
    void offer(Asked<Q, A> asked) {
        questions.offer(asked);
    }

    /** The reader's side: the next to be taken, or null. */
    Asked<Q, A> poll() {
        return left.isEmpty() ? questions.relaxedPoll() : left.remove();
    }

    /** The reader's side: whether nothing is to be taken, and nothing on its way in. */
    boolean hasNoneToTake() {
        return left.isEmpty() && questions.isEmpty();
    }

    /** The side of a reader that closes: what is done leaves its place, and the rest is for the next reader. */
    void sweep() {
        List<Asked<Q, A>> waiting = new ArrayList<>(left);
        left.clear();
        for (Asked<Q, A> asked = questions.poll(); asked != null; asked = questions.poll()) {
            waiting.add(asked);
        }
        for (Asked<Q, A> asked : waiting) {
            if (asked.isDone()) {
                asked.take(NONE);
            } else {
                left.add(asked);
            }
        }
    }

    /** The reader's side, where there is none: as above, unless all are to be taken; returns whether places may have become free. */
    boolean sweepIfAnyIsDone() {
        boolean any = doneUntaken.get() > 0;
        if (any) {
            sweep();
        }
        return any;
    }

    /** How many are done and keep their places, as nobody has come by them. */
    int doneUntaken() {
        return doneUntaken.get();
    }

    /** It is done, and keeps its place until it is taken. */
    void doneBeforeTaken() {
        doneUntaken.incrementAndGet();
    }

    /** It was done before it is taken now. */
    void takenBehindDone(Asked<Q, A> asked) {
        doneUntaken.decrementAndGet();
        free(asked);
    }

    /** The open request of that number which that attempt has taken, or null. */
    Asked<Q, A> find(int attempt, long number) {
        Asked<Q, A> asked = number < 0 ? null : places.getAcquire((int) (number % capacity));
        return asked != null && asked.number() == number && asked.isOf(attempt) ? asked : null;
    }

    /** All that are open; takes as long as the most that ever were. */
    List<Asked<Q, A>> all() {
        List<Asked<Q, A>> all = new ArrayList<>();
        for (int place = 0, end = used.get(); place < end; place++) {
            Asked<Q, A> asked = places.get(place);
            if (asked != null && !asked.isDone()) {
                all.add(asked);
            }
        }
        return all;
    }

    /** It is done, and was taken. */
    void free(Asked<Q, A> asked) {
        int place = (int) (asked.number() % capacity);
        places.setRelease(place, null);
        push(place);
    }

    private int pop() {
        while (true) {
            long before = head.get();
            int first = (int) before;
            if (first == NONE) {
                return -1;
            }
            if (head.compareAndSet(before, changed(before, next[first - 1]))) {
                return first - 1;
            }
        }
    }

    private void push(int place) {
        while (true) {
            long before = head.get();
            next[place] = (int) before;
            if (head.compareAndSet(before, changed(before, place + 1))) {
                return;
            }
        }
    }

    private static long changed(long before, int first) {
        return ((before >>> Integer.SIZE) + 1) << Integer.SIZE | first;
    }
}
