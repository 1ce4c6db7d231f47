package io.millrace.window.operator;

import io.millrace.operator.Aggregate;
import java.util.Arrays;

/**
 * For aggregates that cannot subtract. The front of the run is a stack of accumulators, each of which combines a part
 * with all that follow it in the front, so that the oldest part goes by a pop; the back is one accumulator, which the
 * parts that come are merged into. When the front has been used up the back becomes the front, all but its newest part,
 * so that this one can still grow.
 */
final class TwoStackCombination<A> extends SlidingCombination<A> {

    private Object[] front = new Object[8];
    private int frontSize;

    /** Where the back begins. */
    private long middle;

    private A back;

    TwoStackCombination(Aggregate<?, A, ?> aggregate) {
        super(aggregate);
    }

    @Override
    A moveTo(Parts<A> parts, long newFrom, long newTo) throws Exception {
        if (newFrom < from || newTo < to || newFrom >= to) {
            start(newFrom);
        }
        while (to < newTo) {
            aggregate.merge(back, parts.part(to++));
        }
        if (newFrom > middle) {
            turnOver(parts, newFrom);
        }
        from = newFrom;
        pop((int) (middle - newFrom));
        return combined();
    }

    private void start(long position) throws Exception {
        pop(0);
        back = aggregate.create();
        from = position;
        middle = position;
        to = position;
    }

    /** The back becomes the front, as far as it is still wanted. */
    private void turnOver(Parts<A> parts, long newFrom) throws Exception {
        pop(0);
        middle = to - 1;
        for (long position = middle - 1; position >= newFrom; position--) {
            A next = frontSize == 0 ? null : top();
            push(copy(parts.part(position), next));
        }
        back = copy(parts.part(middle), null);
    }

    private A combined() throws Exception {
        return frontSize == 0 ? back : copy(top(), back);
    }

    private A copy(A part, A next) throws Exception {
        A copy = aggregate.create();
        aggregate.merge(copy, part);
        if (next != null) {
            aggregate.merge(copy, next);
        }
        return copy;
    }

    private void push(A accumulator) {
        if (frontSize == front.length) {
            front = Arrays.copyOf(front, 2 * frontSize);
        }
        front[frontSize++] = accumulator;
    }

    private void pop(int newSize) {
        Arrays.fill(front, newSize, frontSize, null);
        frontSize = newSize;
    }

    @SuppressWarnings("unchecked") // only accumulators are pushed
    private A top() {
        return (A) front[frontSize - 1];
    }

    @Override
    void inserted(Parts<A> parts, long position) {
        if (position >= to) {
            return;
        }
        if (position > from) {
            clear();
            return;
        }
        from++;
        middle++;
        to++;
    }

    @Override
    void added(long position, A addition) throws Exception {
        if (position == to - 1 && !isEmpty()) {
            aggregate.merge(back, addition);
        } else if (holds(position)) {
            clear();
        }
    }

    @Override
    void clear() {
        pop(0);
        back = null;
        from = to;
        middle = to;
    }
}
