package io.millrace.window.operator;

import io.millrace.operator.Aggregate;
import java.util.Arrays;

/**
 * For aggregates that cannot subtract. The older parts, in front, have the accumulator of themselves and all parts between
 * them and the back; the younger ones, at the back, have one together. When a part goes out and none is in front, all
 * that are at the back go to the front: so each part is merged twice, whatever the size of the window. Where parts have
 * come out of order half of many stay at the back, because what comes among those in front has all made anew.
 *
 * <p>What the back was a few parts ago is remembered, so that a straggler costs as much as it is late, and not as much as
 * there are parts.
 */
final class TwoStacks<T, A> implements Combination<T, A> {

    /** So many parts there are from one accumulator that is remembered to the next. */
    private static final int STRIDE = 16;

    /** So many parts are made anew for a straggler, which takes bounded time. */
    private static final int SHORT = 4 * STRIDE;

    private final Aggregate<? super T, A, ?> aggregate;

    // parts are between head and end, oldest first; those before the boundary are in front
    private long[] times = new long[4];
    private A[] parts = accumulators(4);
    private A[] fronts = accumulators(4);
    private int head;
    private int boundary;
    private int end;

    /** Of the parts from the boundary to its end; null where there are none. */
    private A back;

    private int backEnd;

    /** What the back was after each stride from the boundary, where parts have come out of order. */
    private A[] backs;

    private boolean isDisordered;

    TwoStacks(Aggregate<? super T, A, ?> aggregate) {
        this.aggregate = aggregate;
    }

    @Override
    public int size() {
        return end - head;
    }

    @Override
    public void addLast(long time, A part) throws Exception {
        if (end == times.length) {
            makeRoom(0);
        }
        times[end] = time;
        parts[end] = part;
        end++;
        if (backEnd == end - 1) {
            extendBack();
        }
    }

    @Override
    public void removeFirst(A part) throws Exception {
        if (head == boundary) {
            moveToFront();
        }
        parts[head] = null;
        fronts[head] = null;
        head++;
    }

    @Override
    public void addFirst(long time, A part) throws Exception {
        if (head == 0) {
            makeRoom(Math.max(4, size()));
        }
        A next = head < boundary ? fronts[head] : null;
        head--;
        times[head] = time;
        parts[head] = part;
        fronts[head] = combined(part, next);
    }

    @Override
    public void removeLast(A part) throws Exception {
        end--;
        parts[end] = null;
        fronts[end] = null;
        goBack(end);
    }

    /** What the part is in is made anew, unless it is at the end: to add the event would not be in the order of time. */
    @Override
    public void update(long time, A part, boolean isNew, T event, long timestamp) throws Exception {
        int index = Arrays.binarySearch(times, head, end, time);
        if (isNew) {
            index = insert(-index - 1, time, part);
        }
        if (index == end - 1 && index == backEnd - 1 && (backEnd - boundary) % STRIDE != 0) {
            aggregate.add(back, event, timestamp);
        } else {
            goBack(index);
        }
    }

    @Override
    public A total() throws Exception {
        if (boundary == end) {
            return fronts[head];
        }
        extendBack();
        return boundary == head ? back : combined(fronts[head], back);
    }

    /** All parts, or half of them, except the oldest, which goes out. */
    private void moveToFront() throws Exception {
        int first = isDisordered && size() > SHORT ? head + size() / 2 : end;
        beginBack(first);
        for (int i = first - 1; i > head; i--) {
            fronts[i] = combined(parts[i], i < first - 1 ? fronts[i + 1] : null);
        }
    }

    /** Has the back begin somewhere, with nothing merged into it yet; what is in front from there on is forgotten. */
    private void beginBack(int first) {
        if (first < boundary) {
            Arrays.fill(fronts, first, boundary, null);
        }
        boundary = first;
        back = null;
        backEnd = first;
        backs = null;
    }

    /** Takes the back to what it was before a part, or a stride earlier at most; all are at the back if it is in front. */
    private void goBack(int index) throws Exception {
        if (index < boundary) {
            beginBack(head);
        } else if (index < backEnd) {
            int kept = isDisordered ? (index - boundary) / STRIDE : 0;
            back = kept == 0 ? null : combined(backs[kept - 1], null);
            backEnd = boundary + kept * STRIDE;
        } else {
            return;
        }
        isDisordered = true;
    }

    private void extendBack() throws Exception {
        if (back == null) {
            back = aggregate.create();
        }
        while (backEnd < end) {
            aggregate.merge(back, parts[backEnd++]);
            if (isDisordered && (backEnd - boundary) % STRIDE == 0) {
                remember((backEnd - boundary) / STRIDE - 1);
            }
        }
    }

    private void remember(int index) throws Exception {
        if (backs == null) {
            backs = accumulators(4);
        } else if (index == backs.length) {
            backs = Arrays.copyOf(backs, 2 * index);
        }
        backs[index] = combined(back, null);
    }

    private A combined(A part, A next) throws Exception {
        A combined = aggregate.create();
        aggregate.merge(combined, part);
        if (next != null) {
            aggregate.merge(combined, next);
        }
        return combined;
    }

    /** Returns the index of the part, which is another one when the parts had to be moved. */
    private int insert(int index, long time, A part) {
        int at = index;
        if (end == times.length) {
            at -= head;
            makeRoom(0);
        }
        System.arraycopy(times, at, times, at + 1, end - at);
        System.arraycopy(parts, at, parts, at + 1, end - at);
        System.arraycopy(fronts, at, fronts, at + 1, end - at);
        times[at] = time;
        parts[at] = part;
        fronts[at] = null;
        end++;
        if (at < boundary) {
            boundary++;
            backEnd++;
        }
        return at;
    }

    /** Moves the parts to some place in the arrays, of larger ones when they are more than half full. */
    private void makeRoom(int newHead) {
        int size = size();
        int capacity = newHead + size > times.length / 2 ? 2 * times.length : times.length;
        long[] oldTimes = times;
        times = new long[capacity];
        System.arraycopy(oldTimes, head, times, newHead, size);
        parts = moved(parts, newHead);
        fronts = moved(fronts, newHead);
        boundary += newHead - head;
        backEnd += newHead - head;
        head = newHead;
        end = newHead + size;
    }

    private A[] moved(A[] array, int newHead) {
        A[] moved = accumulators(times.length);
        System.arraycopy(array, head, moved, newHead, end - head);
        return moved;
    }

    @SuppressWarnings("unchecked") // arrays of a generic type cannot be created otherwise
    private static <A> A[] accumulators(int length) {
        return (A[]) new Object[length];
    }
}
