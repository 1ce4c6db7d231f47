package io.millrace.window.operator;

import io.millrace.operator.Aggregate;
import io.millrace.state.serde.CompositeSerde;
import io.millrace.state.serde.Serde;
import io.millrace.time.EventTime;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;

/** Adds to each accumulator the lowest and the highest timestamp of its events, of which any may have none. */
record Spanning<T, A, R>(Aggregate<? super T, A, R> aggregate) implements Aggregate<T, Spanning.Span<A>, R> {

    /** An accumulator, and the time that its events span. */
    static final class Span<A> {
        final A accumulator;
        private long lowest = EventTime.MAX;
        private long highest = EventTime.NONE;

        private Span(A accumulator) {
            this.accumulator = accumulator;
        }

        private void add(long timestamp) {
            if (timestamp != EventTime.NONE) {
                lowest = Math.min(lowest, timestamp);
                highest = Math.max(highest, timestamp);
            }
        }

        private void add(Span<?> other) {
            lowest = Math.min(lowest, other.lowest);
            highest = Math.max(highest, other.highest);
        }

        /** The beginning; that of all time where there are no timestamps. */
        Instant start() {
            return Instant.ofEpochMilli(highest == EventTime.NONE ? EventTime.NONE : lowest);
        }

        /** The end, itself not included; that of all time where there are no timestamps. */
        Instant end() {
            return Instant.ofEpochMilli(highest == EventTime.NONE ? EventTime.MAX : EventTime.plus(highest, 1));
        }

        /** The highest timestamp, or {@link EventTime#NONE}. */
        long last() {
            return highest;
        }
    }

    @Override
    public Span<A> create() throws Exception {
        return new Span<>(aggregate.create());
    }

    @Override
    public void add(Span<A> span, T event, long timestamp) throws Exception {
        aggregate.add(span.accumulator, event, timestamp);
        span.add(timestamp);
    }

    @Override
    public void merge(Span<A> span, Span<A> other) throws Exception {
        aggregate.merge(span.accumulator, other.accumulator);
        span.add(other);
    }

    @Override
    public R result(Span<A> span) throws Exception {
        return aggregate.result(span.accumulator);
    }

    /** Subtracts accumulators where that can be done, which it cannot with spans. */
    Combination<T, Span<A>> combination() throws Exception {
        if (!aggregate.canSubtract()) {
            return new TwoStacks<>(this, new Layout<>(this));
        }
        Spanning<T, A, Object> spans = new Spanning<>(new Nothing<>());
        return new Both<>(new Combination.Subtracting<>(aggregate), new TwoStacks<>(spans, new Layout<>(spans)));
    }

    private record Both<T, A>(Combination<T, A> values, Combination<T, Span<A>> spans)
            implements Combination<T, Span<A>> {

        @Override
        public int size() {
            return values.size();
        }

        @Override
        public void addLast(long time, Span<A> part) throws Exception {
            values.addLast(time, part.accumulator);
            spans.addLast(time, part);
        }

        @Override
        public void removeFirst(Span<A> part) throws Exception {
            values.removeFirst(part.accumulator);
            spans.removeFirst(part);
        }

        @Override
        public void addFirst(long time, Span<A> part) throws Exception {
            values.addFirst(time, part.accumulator);
            spans.addFirst(time, part);
        }

        @Override
        public void removeLast(Span<A> part) throws Exception {
            values.removeLast(part.accumulator);
            spans.removeLast(part);
        }

        @Override
        public void update(
                long time,
                Span<A> part,
                boolean isNew,
                Aggregate<? super T, Span<A>, ?> adding,
                T event,
                long timestamp) {
            throw new UnsupportedOperationException("parts of so many events grow at the end alone");
        }

        @Override
        public Span<A> total() throws Exception {
            Span<A> total = new Span<>(values.total());
            total.add(spans.total());
            return total;
        }
    }

    /** Accumulators that nobody reads. */
    private record Nothing<T, A>() implements Aggregate<T, A, Object> {

        @Override
        public A create() {
            return null;
        }

        @Override
        public void add(A accumulator, T event, long timestamp) {}

        @Override
        public void merge(A accumulator, A other) {}

        @Override
        public Object result(A accumulator) {
            return this;
        }
    }

    /** Writes an accumulator and its span. */
    static final class SpanSerde<A> extends CompositeSerde<Span<A>> {

        private static final long serialVersionUID = 1;

        private final Serde<A> accumulator;

        SpanSerde(Serde<A> accumulator) {
            super("span", accumulator);
            this.accumulator = accumulator;
        }

        @Override
        public void write(Span<A> span, DataOutput out) throws IOException {
            accumulator.write(span.accumulator, out);
            out.writeLong(span.lowest);
            out.writeLong(span.highest);
        }

        @Override
        protected Span<A> read(DataInput in, Parts parts) throws IOException {
            Span<A> span = new Span<>(parts.read(0, "accumulator", in));
            span.lowest = in.readLong();
            span.highest = in.readLong();
            boolean isNone = span.lowest == EventTime.MAX && span.highest == EventTime.NONE;
            if (!isNone && (span.lowest > span.highest || span.lowest == EventTime.NONE)) {
                throw new IOException("Damaged span of time: from " + span.lowest + " to " + span.highest);
            }
            return span;
        }
    }
}
