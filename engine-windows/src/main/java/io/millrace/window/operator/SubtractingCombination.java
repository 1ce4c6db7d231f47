package io.millrace.window.operator;

import io.millrace.operator.Aggregate;

/** One accumulator, which takes in the parts that come and takes out those that go, at either end. */
final class SubtractingCombination<A> extends SlidingCombination<A> {

    private A running;

    SubtractingCombination(Aggregate<?, A, ?> aggregate) {
        super(aggregate);
    }

    @Override
    A moveTo(Parts<A> parts, long newFrom, long newTo) throws Exception {
        if (Math.abs(newFrom - from) + Math.abs(newTo - to) >= newTo - newFrom) {
            start(newFrom);
        }
        // what goes out goes first: the sum over both runs may overflow where that over neither does
        while (from < newFrom) {
            aggregate.subtract(running, parts.part(from++));
        }
        while (to > newTo) {
            aggregate.subtract(running, parts.part(--to));
        }
        while (from > newFrom) {
            aggregate.merge(running, parts.part(--from));
        }
        while (to < newTo) {
            aggregate.merge(running, parts.part(to++));
        }
        return running;
    }

    private void start(long position) throws Exception {
        running = aggregate.create();
        from = position;
        to = position;
    }

    @Override
    void inserted(Parts<A> parts, long position) throws Exception {
        if (position < to) {
            to++;
            if (position <= from) {
                from++;
            } else {
                aggregate.merge(running, parts.part(position));
            }
        }
    }

    @Override
    void added(long position, A addition) throws Exception {
        if (holds(position)) {
            aggregate.merge(running, addition);
        }
    }

    @Override
    void clear() {
        running = null;
        from = to;
    }
}
