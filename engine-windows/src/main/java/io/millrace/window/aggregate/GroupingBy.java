package io.millrace.window.aggregate;

import io.millrace.function.Fn;
import io.millrace.operator.Aggregate;
import io.millrace.operator.Updates;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.StateSerde;
import io.millrace.state.serde.Type;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

public final class GroupingBy<T, K, A, R> implements Aggregate<T, Map<K, GroupingBy.Group<A>>, Map<K, R>> {

    private static final long serialVersionUID = 1;

    private final Fn<? super T, ? extends K> key;
    private final Aggregate<? super T, A, R> aggregate;

    public GroupingBy(Fn<? super T, ? extends K> key, Aggregate<? super T, A, R> aggregate) {
        this.key = key;
        this.aggregate = aggregate;
    }

    /** Counts its events, to be gone when all have been taken out. */
    static final class Group<A> {
        private final A accumulator;
        private long count;

        private Group(A accumulator) {
            this.accumulator = accumulator;
        }
    }

    @Override
    public Map<K, Group<A>> create() {
        return new LinkedHashMap<>();
    }

    @Override
    public void add(Map<K, Group<A>> groups, T event, long timestamp) throws Exception {
        K groupKey = Objects.requireNonNull(key.apply(event), "a key of groupingBy is null");
        Group<A> group = group(groups, groupKey);
        aggregate.add(group.accumulator, event, timestamp);
        group.count++;
    }

    private Group<A> group(Map<K, Group<A>> groups, K groupKey) throws Exception {
        Group<A> group = groups.get(groupKey);
        if (group == null) {
            group = new Group<>(aggregate.create());
            groups.put(groupKey, group);
        }
        return group;
    }

    @Override
    public void merge(Map<K, Group<A>> groups, Map<K, Group<A>> other) throws Exception {
        for (Map.Entry<K, Group<A>> entry : other.entrySet()) {
            Group<A> group = group(groups, entry.getKey());
            aggregate.merge(group.accumulator, entry.getValue().accumulator);
            group.count += entry.getValue().count;
        }
    }

    @Override
    public boolean canSubtract() {
        return aggregate.canSubtract();
    }

    @Override
    public void subtract(Map<K, Group<A>> groups, Map<K, Group<A>> other) throws Exception {
        if (!canSubtract()) {
            Aggregate.super.subtract(groups, other);
        }
        for (Map.Entry<K, Group<A>> entry : other.entrySet()) {
            Group<A> group = group(groups, entry.getKey());
            aggregate.subtract(group.accumulator, entry.getValue().accumulator);
            group.count -= entry.getValue().count;
            if (group.count == 0) {
                groups.remove(entry.getKey());
            }
        }
    }

    @Override
    public boolean takes(Updates updates) {
        return aggregate.takes(updates);
    }

    @Override
    public Map<K, R> result(Map<K, Group<A>> groups) throws Exception {
        Map<K, R> results = new LinkedHashMap<>();
        for (Map.Entry<K, Group<A>> entry : groups.entrySet()) {
            results.put(entry.getKey(), aggregate.result(entry.getValue().accumulator));
        }
        return Collections.unmodifiableMap(results);
    }

    @Override
    public Serde<Map<K, Group<A>>> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        Serde<K> keys = serdes.serde(HeldTypes.<K>ofResults("groupingBy", key));
        return new GroupsSerde<>(keys, aggregate.accumulatorSerde(serdes, events));
    }

    private static final class GroupsSerde<K, A> extends StateSerde<Map<K, Group<A>>> {

        private final Serde<K> key;
        private final Serde<A> accumulator;

        GroupsSerde(Serde<K> key, Serde<A> accumulator) {
            super("groups<" + key.form() + "," + accumulator.form() + ">");
            this.key = key;
            this.accumulator = accumulator;
        }

        @Override
        public void write(Map<K, Group<A>> groups, DataOutput out) throws IOException {
            writeCount(groups.size(), out);
            for (Map.Entry<K, Group<A>> entry : groups.entrySet()) {
                key.write(entry.getKey(), out);
                accumulator.write(entry.getValue().accumulator, out);
                out.writeLong(entry.getValue().count);
            }
        }

        @Override
        public Map<K, Group<A>> read(DataInput in) throws IOException {
            Map<K, Group<A>> groups = new LinkedHashMap<>();
            for (int left = readCount("groups", in); left > 0; left--) {
                K groupKey = key.read(in);
                Group<A> group = new Group<>(accumulator.read(in));
                group.count = in.readLong();
                groups.put(groupKey, group);
            }
            return groups;
        }
    }
}
