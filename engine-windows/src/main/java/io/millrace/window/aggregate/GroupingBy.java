package io.millrace.window.aggregate;

import io.millrace.function.Fn;
import io.millrace.function.LambdaTypes;
import io.millrace.operator.Aggregate;
import io.millrace.operator.Updates;
import io.millrace.state.serde.CompositeSerde;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;

public final class GroupingBy<T, K, A, R> implements Aggregate<T, Groups<A, R>, Map<K, R>> {

    private static final long serialVersionUID = 1;

    private final Fn<? super T, ? extends K> key;
    private final Aggregate<? super T, A, R> aggregate;

    public GroupingBy(Fn<? super T, ? extends K> key, Aggregate<? super T, A, R> aggregate) {
        this.key = key;
        this.aggregate = aggregate;
    }

    @Override
    public Groups<A, R> create() {
        return new Groups<>(aggregate);
    }

    @Override
    public void add(Groups<A, R> groups, T event, long timestamp) throws Exception {
        Groups.Group<A> group = changing(groups, event);
        aggregate.add(group.accumulator, event, timestamp);
        group.count++;
    }

    /** The group that an event is of, which is going to change. */
    Groups.Group<A> changing(Groups<A, R> groups, T event) throws Exception {
        K groupKey = KeyTrie.checked("a key of groupingBy", key.apply(event));
        return groups.changing(groupKey, KeyTrie.hash(groupKey));
    }

    @Override
    public void merge(Groups<A, R> groups, Groups<A, R> other) throws Exception {
        groups.merge(other);
    }

    @Override
    public boolean canSubtract() {
        return aggregate.canSubtract();
    }

    @Override
    public void subtract(Groups<A, R> groups, Groups<A, R> other) throws Exception {
        if (!canSubtract()) {
            Aggregate.super.subtract(groups, other);
        }
        groups.subtract(other);
    }

    @Override
    public boolean takes(Updates updates) {
        return aggregate.takes(updates);
    }

    @Override
    public Map<K, R> result(Groups<A, R> groups) throws Exception {
        return groups.results().asMap();
    }

    @Override
    public Type<?> resultType(Type<?> events) {
        return HeldTypes.generic(Map.class, LambdaTypes.ofResult(key), aggregate.resultType(events));
    }

    @Override
    public Serde<Groups<A, R>> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        Serde<Object> keys = serdes.serde(HeldTypes.<Object>ofResults("groupingBy", key));
        return new GroupsSerde<>(aggregate, keys, aggregate.accumulatorSerde(serdes, events));
    }

    private static final class GroupsSerde<A, R> extends CompositeSerde<Groups<A, R>> {

        private static final long serialVersionUID = 1;

        private final Aggregate<?, A, R> aggregate;
        private final Serde<Object> key;
        private final Serde<A> accumulator;

        GroupsSerde(Aggregate<?, A, R> aggregate, Serde<Object> key, Serde<A> accumulator) {
            super("groups", key, Emptiable.ofEvents(aggregate, accumulator));
            this.aggregate = aggregate;
            this.key = key;
            this.accumulator = accumulator;
        }

        @Override
        public void write(Groups<A, R> groups, DataOutput out) throws IOException {
            writeCount(groups.size(), out);
            for (OrderedKeys.Entry<Groups.Group<A>> entry : groups.inOrder()) {
                key.write(entry.key, out);
                accumulator.write(entry.value.accumulator, out);
                out.writeLong(entry.value.count);
            }
        }

        @Override
        protected Groups<A, R> read(DataInput in, Parts parts) throws IOException {
            Groups<A, R> groups = new Groups<>(aggregate);
            for (int left = readCount("groups", Long.BYTES, in); left > 0; left--) {
                Object groupKey = parts.read(0, "key of a group", in);
                A read = parts.read(1, "group", in);
                long count = in.readLong();
                if (count < 1 || !groups.add(groupKey, read, count)) {
                    throw new IOException(
                            "Damaged " + form() + ": it holds a key twice, or one with " + count + " events");
                }
            }
            return groups;
        }
    }
}
