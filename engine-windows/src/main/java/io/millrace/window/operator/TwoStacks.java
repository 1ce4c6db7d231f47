package io.millrace.window.operator;

import io.millrace.operator.Aggregate;
import java.util.Arrays;

/**
 * For aggregates that cannot subtract. The older panes, in front, have the accumulator of themselves and all panes
 * between them and the back; the younger ones, at the back, have one together. When a pane goes out and none is in
 * front, all that are at the back go to the front. So each pane is merged twice, whatever the size of the window.
 */
final class TwoStacks<T, A> implements Combination<T, A> {

    private final Aggregate<? super T, A, ?> aggregate;

    // panes are between head and end, oldest first; those before the boundary are in front
    private long[] starts = new long[4];
    private A[] panes = accumulators(4);
    private A[] fronts = accumulators(4);
    private int head;
    private int boundary;
    private int end;

    /** Null when it is to be made anew. */
    private A back;

    TwoStacks(Aggregate<? super T, A, ?> aggregate) {
        this.aggregate = aggregate;
    }

    @Override
    public int size() {
        return end - head;
    }

    @Override
    public void enter(long start, A accumulator) throws Exception {
        insert(end, start, accumulator);
        if (back != null) {
            aggregate.merge(back, accumulator);
        }
    }

    @Override
    public void leave(A accumulator) throws Exception {
        if (head == boundary) {
            moveToFront();
        }
        panes[head] = null;
        fronts[head] = null;
        head++;
        boundary = Math.max(boundary, head);
    }

    /** All panes except the oldest, which goes out. */
    private void moveToFront() throws Exception {
        for (int i = end - 1; i > head; i--) {
            A front = aggregate.create();
            aggregate.merge(front, panes[i]);
            if (i < end - 1) {
                aggregate.merge(front, fronts[i + 1]);
            }
            fronts[i] = front;
        }
        boundary = end;
        back = null;
    }

    /** Makes the accumulators that the pane is in anew: to add the event to them would not be in the order of time. */
    @Override
    public void update(long start, A accumulator, boolean isNew, T event, long timestamp) {
        int index = Arrays.binarySearch(starts, head, end, start);
        if (isNew) {
            index = insert(-index - 1, start, accumulator);
        }
        back = null;
        if (index < boundary) {
            Arrays.fill(fronts, head, boundary, null);
            boundary = head;
        }
    }

    @Override
    public A total() throws Exception {
        if (boundary == end) {
            return fronts[head];
        }
        if (back == null) {
            back = combined();
        }
        if (boundary == head) {
            return back;
        }
        A total = aggregate.create();
        aggregate.merge(total, fronts[head]);
        aggregate.merge(total, back);
        return total;
    }

    private A combined() throws Exception {
        A combined = aggregate.create();
        for (int i = boundary; i < end; i++) {
            aggregate.merge(combined, panes[i]);
        }
        return combined;
    }

    /** Returns the index of the pane, which is another one when the panes had to be moved. */
    private int insert(int index, long start, A accumulator) {
        int at = index;
        if (end == starts.length) {
            at -= head;
            makeRoom();
        }
        System.arraycopy(starts, at, starts, at + 1, end - at);
        System.arraycopy(panes, at, panes, at + 1, end - at);
        System.arraycopy(fronts, at, fronts, at + 1, end - at);
        starts[at] = start;
        panes[at] = accumulator;
        fronts[at] = null;
        end++;
        if (at < boundary) {
            boundary++;
        }
        return at;
    }

    /** Moves the panes to the beginning of the arrays, of larger ones when they are more than half full. */
    private void makeRoom() {
        int size = size();
        int capacity = size > starts.length / 2 ? 2 * starts.length : starts.length;
        starts = Arrays.copyOf(Arrays.copyOfRange(starts, head, end), capacity);
        panes = Arrays.copyOf(Arrays.copyOfRange(panes, head, end), capacity);
        fronts = Arrays.copyOf(Arrays.copyOfRange(fronts, head, end), capacity);
        boundary -= head;
        head = 0;
        end = size;
    }

    @SuppressWarnings("unchecked") // arrays of a generic type cannot be created otherwise
    private static <A> A[] accumulators(int length) {
        return (A[]) new Object[length];
    }
}
