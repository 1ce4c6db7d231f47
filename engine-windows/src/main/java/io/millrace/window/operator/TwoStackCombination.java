package io.millrace.window.operator;

import io.millrace.operator.Aggregate;
import java.util.Arrays;

/**
 * For aggregates that cannot subtract. The front of the run is a stack of accumulators, each of which combines a part
 * with all that follow it in the front, so that the oldest part goes by a pop; the back is one accumulator, which the
 * parts that come are merged into. When the front has been used up half of the back becomes the front; of a short run all
 * but its newest part.
 *
 * <p>What the back was a few parts ago is remembered, so that a straggler costs as much as it is late, and not as much as
 * there are parts.
 */
final class TwoStackCombination<A> extends SlidingCombination<A> {

    /** So many parts there are from one accumulator that is remembered to the next. */
    private static final int STRIDE = 16;

    /** A run of so many parts is made anew for a straggler, which takes bounded time. */
    private static final int SHORT = 4 * STRIDE;

    private Object[] front = new Object[8];
    private int frontSize;

    /** Where the back begins. */
    private long middle;

    /** Of the parts from the middle to the end. */
    private A back;

    /** What the back was after each stride from the middle. */
    private Object[] backs = new Object[4];

    TwoStackCombination(Aggregate<?, A, ?> aggregate) {
        super(aggregate);
    }

    @Override
    A moveTo(Parts<A> parts, long newFrom, long newTo) throws Exception {
        if (isEmpty() || newFrom > middle || newTo <= middle) {
            start(parts, newFrom, newTo);
            return combined();
        }
        goBack(newTo);
        extend(parts, newTo);
        while (from > newFrom) {
            push(parts.part(--from));
        }
        from = newFrom;
        pop((int) (middle - newFrom));
        return combined();
    }

    private void start(Parts<A> parts, long newFrom, long newTo) throws Exception {
        clear();
        long length = newTo - newFrom;
        middle = length <= SHORT ? newTo - 1 : newFrom + length / 2;
        for (long position = middle - 1; position >= newFrom; position--) {
            push(parts.part(position));
        }
        from = newFrom;
        to = middle;
        back = aggregate.create();
        extend(parts, newTo);
    }

    private void extend(Parts<A> parts, long newTo) throws Exception {
        while (to < newTo) {
            aggregate.merge(back, parts.part(to++));
            if ((to - middle) % STRIDE == 0) {
                remember((int) ((to - middle) / STRIDE) - 1);
            }
        }
    }

    private void remember(int index) throws Exception {
        if (index == backs.length) {
            backs = Arrays.copyOf(backs, 2 * index);
        }
        backs[index] = copy(back, null);
    }

    /** Takes the back to what it was before a position, or a stride earlier at most. */
    @SuppressWarnings("unchecked") // only accumulators are remembered
    private void goBack(long position) throws Exception {
        if (position >= to) {
            return;
        }
        int kept = (int) ((position - middle) / STRIDE);
        Arrays.fill(backs, kept, (int) ((to - middle) / STRIDE), null);
        back = kept == 0 ? aggregate.create() : copy((A) backs[kept - 1], null);
        to = middle + (long) kept * STRIDE;
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

    private void push(A part) throws Exception {
        if (frontSize == front.length) {
            front = Arrays.copyOf(front, 2 * frontSize);
        }
        front[frontSize] = copy(part, frontSize == 0 ? null : top());
        frontSize++;
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
    void inserted(Parts<A> parts, long position) throws Exception {
        if (position >= to) {
            return;
        }
        if (position > middle) {
            goBack(position);
        } else if (position > from) {
            clear();
        } else {
            from++;
            middle++;
            to++;
        }
    }

    @Override
    void added(long position, A addition) throws Exception {
        if (position == to - 1 && position >= middle && (to - middle) % STRIDE != 0) {
            aggregate.merge(back, addition);
        } else if (position > middle) {
            goBack(position);
        } else if (holds(position)) {
            clear();
        }
    }

    @Override
    void clear() {
        pop(0);
        Arrays.fill(backs, null);
        back = null;
        from = to;
        middle = to;
    }
}
