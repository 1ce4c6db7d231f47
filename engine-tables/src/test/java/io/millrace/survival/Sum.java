package io.millrace.survival;

import io.millrace.operator.Aggregate;
import io.millrace.operator.Updates;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.Type;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A mutable accumulator that does not mind the order of events. */
final class Sum {

    private long count;
    private long sum;

    void add(Event event) {
        count++;
        sum += hash(event);
    }

    long result() {
        return sum * 31 + count;
    }

    private static long hash(Event event) {
        return (event.lane().hashCode() * 31L + event.seq()) * 31 + event.value();
    }

    /**
     * Adds events up, and fails where it is told to.
     *
     * @param canSubtract whether a sliding window may take events out again
     */
    record Of(Mishaps mishaps, boolean canSubtract) implements Aggregate<Event, Sum, Long> {

        @Override
        public Sum create() {
            mishaps.at(Hook.AGGREGATE_CREATE);
            return new Sum();
        }

        @Override
        public void add(Sum accumulator, Event event, long timestamp) {
            mishaps.at(Hook.AGGREGATE_ADD);
            accumulator.add(event);
        }

        @Override
        public void merge(Sum accumulator, Sum other) {
            mishaps.at(Hook.AGGREGATE_MERGE);
            accumulator.count += other.count;
            accumulator.sum += other.sum;
        }

        @Override
        public boolean isCommutative() {
            return true;
        }

        @Override
        public Type<?> resultType(Type<?> events) {
            return Type.of(Long.class);
        }

        /** Each change of a table is an event of its own here. */
        @Override
        public boolean takes(Updates updates) {
            return true;
        }

        @Override
        public void subtract(Sum accumulator, Sum other) {
            mishaps.at(Hook.AGGREGATE_SUBTRACT);
            accumulator.count -= other.count;
            accumulator.sum -= other.sum;
        }

        @Override
        public Long result(Sum accumulator) {
            mishaps.at(Hook.AGGREGATE_RESULT);
            return accumulator.result();
        }

        @Override
        public Type<Sum> accumulatorType(Type<?> events) {
            return Type.of(Sum.class);
        }
    }

    /** Writes accumulators, and fails where it is told to. */
    record SumSerde(Mishaps mishaps) implements Serde<Sum> {

        @Override
        public void write(Sum value, DataOutput out) throws IOException {
            out.writeLong(value.count);
            mishaps.at(Hook.SERDE_WRITE);
            out.writeLong(value.sum);
        }

        @Override
        public Sum read(DataInput in) throws IOException {
            Sum read = new Sum();
            read.count = in.readLong();
            mishaps.at(Hook.SERDE_READ);
            read.sum = in.readLong();
            return read;
        }

        @Override
        public int hash(Sum value) {
            return Long.hashCode(value.result());
        }

        @Override
        public boolean immutable() {
            return false;
        }
    }
}
