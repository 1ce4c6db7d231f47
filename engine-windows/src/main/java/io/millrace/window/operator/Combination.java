package io.millrace.window.operator;

import io.millrace.operator.Aggregate;

/**
 * What a run of parts gives together, while the run moves on along them: panes of a key make a window. Parts are merged in
 * the order of time, and are neither changed nor shared. Derived from them, so not part of snapshots.
 *
 * <p>Moving on by a part costs a merge and a subtraction, or a few merges on average where the aggregate cannot subtract.
 *
 * @param <T> the events
 * @param <A> the accumulators
 */
interface Combination<T, A> {

    /**
     * One over no parts.
     *
     * @param layout of the aggregate's accumulators; may be shared with others
     */
    static <T, A> Combination<T, A> of(Aggregate<? super T, A, ?> aggregate, Layout<A> layout) throws Exception {
        return aggregate.canSubtract() ? new Subtracting<>(aggregate) : new TwoStacks<>(aggregate, layout);
    }

    /** How many parts there are. */
    int size();

    /** Takes a part in that is behind all others, and known by its time. */
    void addLast(long time, A part) throws Exception;

    /** Takes the oldest part out. */
    void removeFirst(A part) throws Exception;

    /** Takes a part in that is before all others. */
    void addFirst(long time, A part) throws Exception;

    /** Takes the youngest part out. */
    void removeLast(A part) throws Exception;

    /**
     * A part has taken in an event: its first one, when the part is new, and comes in with it.
     *
     * @param adding what has added it to the part
     */
    void update(long time, A part, boolean isNew, Aggregate<? super T, A, ?> adding, T event, long timestamp)
            throws Exception;

    /** The accumulator of all parts, of which there is at least one; not to be changed, and good until the next call. */
    A total() throws Exception;

    /** One accumulator, which what goes out is subtracted from: for aggregates that can. */
    final class Subtracting<T, A> implements Combination<T, A> {

        private final Aggregate<? super T, A, ?> aggregate;
        private final A total;
        private int size;

        Subtracting(Aggregate<? super T, A, ?> aggregate) throws Exception {
            this.aggregate = aggregate;
            total = aggregate.create();
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public void addLast(long time, A part) throws Exception {
            aggregate.merge(total, part);
            size++;
        }

        @Override
        public void removeFirst(A part) throws Exception {
            aggregate.subtract(total, part);
            size--;
        }

        @Override
        public void addFirst(long time, A part) throws Exception {
            addLast(time, part);
        }

        @Override
        public void removeLast(A part) throws Exception {
            removeFirst(part);
        }

        @Override
        public void update(long time, A part, boolean isNew, Aggregate<? super T, A, ?> adding, T event, long timestamp)
                throws Exception {
            adding.add(total, event, timestamp);
            if (isNew) {
                size++;
            }
        }

        @Override
        public A total() {
            return total;
        }
    }
}
