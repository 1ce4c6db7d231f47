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

    private static final int FEW = 4;

    // the columns of rows
    private static final int TIME = 0;
    private static final int PART = 0;
    private static final int FRONT = 1;

    private final Aggregate<? super T, A, ?> aggregate;
    private final Layout<A> layout;

    /** Parts, the oldest first; those before the boundary are in front. */
    private final Rows<A> rows;

    private long boundary;

    /** Of the parts from the boundary to its end; null where there are none. */
    private A back;

    private long backEnd;

    /** What the back was after each stride from the boundary, where parts have come out of order. */
    private A[] backs;

    private boolean isDisordered;

    TwoStacks(Aggregate<? super T, A, ?> aggregate, Layout<A> layout) {
        this.aggregate = aggregate;
        this.layout = layout;
        rows = new Rows<>(layout, 1, FRONT + 1, FEW);
    }

    @Override
    public int size() {
        return rows.size();
    }

    @Override
    public void addLast(long time, A part) throws Exception {
        long row = rows.addLast();
        fill(row, time, part);
        if (backEnd == row) {
            extendBack();
        }
    }

    private void fill(long row, long time, A part) {
        rows.setNumber(row, TIME, time);
        rows.setAccumulator(row, PART, part);
    }

    @Override
    public void removeFirst(A part) throws Exception {
        if (rows.first() == boundary) {
            moveToFront();
        }
        rows.removeFirst();
    }

    @Override
    public void addFirst(long time, A part) throws Exception {
        A next = rows.first() < boundary ? front(rows.first()) : null;
        long row = rows.addFirst();
        fill(row, time, part);
        rows.setAccumulator(row, FRONT, combined(part, next));
    }

    @Override
    public void removeLast(A part) throws Exception {
        rows.removeLast();
        goBack(rows.end());
    }

    /** What the part is in is made anew, unless it is at the end: to add the event would not be in the order of time. */
    @Override
    public void update(long time, A part, boolean isNew, Aggregate<? super T, A, ?> adding, T event, long timestamp)
            throws Exception {
        long row = rows.ceiling(time);
        if (isNew) {
            insert(row);
        }
        fill(row, time, part);
        if (row == rows.end() - 1 && row == backEnd - 1 && row >= boundary) {
            adding.add(back, event, timestamp);
            rememberStride();
        } else {
            goBack(row);
        }
    }

    private void insert(long row) {
        rows.insert(row);
        if (row < boundary) {
            boundary++;
            backEnd++;
        }
    }

    @Override
    public A total() throws Exception {
        if (boundary == rows.end()) {
            return front(rows.first());
        }
        extendBack();
        return boundary == rows.first() ? back : combined(front(rows.first()), back);
    }

    private A front(long row) {
        return rows.accumulator(row, FRONT, layout.scratch(Layout.YOUNGER));
    }

    private A part(long row) {
        return rows.accumulator(row, PART, layout.scratch(Layout.OLDER));
    }

    /** All parts, or half of them, except the oldest, which goes out. */
    private void moveToFront() throws Exception {
        long first = isDisordered && size() > SHORT ? rows.first() + size() / 2 : rows.end();
        beginBack(first);
        for (long row = first - 1; row > rows.first(); row--) {
            rows.setAccumulator(row, FRONT, combined(part(row), row < first - 1 ? front(row + 1) : null));
        }
    }

    /** Has the back begin somewhere, with nothing merged into it yet; what is in front from there on is forgotten. */
    private void beginBack(long first) {
        if (layout.words() == 0) {
            for (long row = first; row < boundary; row++) {
                rows.setAccumulator(row, FRONT, null);
            }
        }
        boundary = first;
        back = null;
        backEnd = first;
        backs = null;
    }

    /** Takes the back to what it was before a part, or a stride earlier at most; all are at the back if it is in front. */
    private void goBack(long row) throws Exception {
        if (row < boundary) {
            beginBack(rows.first());
        } else if (row < backEnd) {
            int kept = isDisordered ? (int) (row - boundary) / STRIDE : 0;
            back = kept == 0 ? null : copyOf(backs[kept - 1]);
            backEnd = boundary + (long) kept * STRIDE;
        } else {
            return;
        }
        isDisordered = true;
    }

    private void extendBack() throws Exception {
        if (back == null) {
            back = aggregate.create();
        }
        while (backEnd < rows.end()) {
            aggregate.merge(back, part(backEnd++));
            rememberStride();
        }
    }

    private void rememberStride() throws Exception {
        if (isDisordered && (backEnd - boundary) % STRIDE == 0) {
            remember((int) (backEnd - boundary) / STRIDE - 1);
        }
    }

    private void remember(int index) throws Exception {
        if (backs == null) {
            backs = RowLookUp.newArray(4);
        } else if (index == backs.length) {
            backs = Arrays.copyOf(backs, 2 * index);
        }
        backs[index] = copyOf(back);
    }

    private A copyOf(A accumulator) throws Exception {
        A copy = aggregate.create();
        aggregate.merge(copy, accumulator);
        return copy;
    }

    /** To be read or kept in a row at once. */
    private A combined(A part, A next) throws Exception {
        A combined = layout.empty(Layout.TOTAL);
        aggregate.merge(combined, part);
        if (next != null) {
            aggregate.merge(combined, next);
        }
        return combined;
    }
}
