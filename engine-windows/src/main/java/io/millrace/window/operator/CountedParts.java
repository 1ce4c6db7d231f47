package io.millrace.window.operator;

import io.millrace.operator.Aggregate;

/** The latest events of a key, in parts. */
final class CountedParts<A> implements Parts<A> {

    private final PartQueue<CountedWindow<A>> parts = new PartQueue<>();

    /** How many events there are in all parts. */
    private long count;

    /** How many events have come since the last result. */
    long sinceResult;

    /** What the last window gives, and the time that it spans; derived. */
    private SlidingCombination<A> combination;

    private SlidingCombination<TimeSpan> spans;

    @Override
    public A part(long position) {
        return parts.get(position).accumulator;
    }

    A newest() {
        return part(parts.end() - 1);
    }

    TimeSpan newestSpan() {
        return span(parts.end() - 1);
    }

    /** Begins a part. */
    void begin(A accumulator) {
        parts.add(new CountedWindow<>(accumulator));
    }

    /** Adds a part with all its events. */
    void add(CountedWindow<A> part) {
        parts.add(part);
        count += part.count;
    }

    /** How many parts there are. */
    int size() {
        return (int) (parts.end() - parts.first());
    }

    /** A part by its place, the oldest of which is 0. */
    CountedWindow<A> get(int index) {
        return parts.get(parts.first() + index);
    }

    /** Counts an event of the newest part. */
    void count(long timestamp) {
        parts.get(parts.end() - 1).count(timestamp);
        count++;
        sinceResult++;
    }

    /** Drops the parts that are not among the newest events, of which there is one at least. */
    void keepNewest(long size) throws Exception {
        while (count > size && size() > 1) {
            count -= parts.get(parts.first()).count;
            if (combination != null) {
                combination.dropBefore(this, parts.first() + 1);
                spans.dropBefore(this::span, parts.first() + 1);
            }
            parts.removeFirst();
        }
    }

    private TimeSpan span(long position) {
        return parts.get(position).span;
    }

    /** Says how parts are combined. */
    void combineBy(Aggregate<?, A, ?> aggregate) {
        if (combination == null) {
            combination = SlidingCombination.of(aggregate);
            spans = SlidingCombination.of(TimeSpan.JOINING);
        }
    }

    /** What all parts give together, to be read at once. */
    A combined() throws Exception {
        return combination.moveTo(this, parts.first(), parts.end());
    }

    /** The time that all parts span. */
    TimeSpan combinedSpan() throws Exception {
        return spans.moveTo(this::span, parts.first(), parts.end());
    }
}
