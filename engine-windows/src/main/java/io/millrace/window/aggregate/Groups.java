package io.millrace.window.aggregate;

import io.millrace.operator.Aggregate;
import java.util.ArrayList;
import java.util.List;

/**
 * The accumulators of {@link GroupingBy}, by key. Those that another one refers to as well are copied before they
 * change. Once results have been asked for they are kept, and the next ones made of those and of what has changed.
 */
final class Groups<A, R> {

    /** Counts its events, to be gone when all have been taken out. */
    static final class Group<A> {
        final A accumulator;
        long count;

        /** The groups that may change it. */
        private final Object owner;

        /** Whether its result is to be made anew. */
        private boolean changed;

        private Group(A accumulator, long count, Object owner) {
            this.accumulator = accumulator;
            this.count = count;
            this.owner = owner;
        }
    }

    private final Aggregate<?, A, R> aggregate;
    private final OrderedKeys<Group<A>> groups = new OrderedKeys<>();

    /** Null before they are asked for. */
    private OrderedKeys<R> results;

    /** The keys whose results are not right any more. */
    private final List<OrderedKeys.Entry<Group<A>>> changed = new ArrayList<>(0);

    Groups(Aggregate<?, A, R> aggregate) {
        this.aggregate = aggregate;
    }

    int size() {
        return groups.size();
    }

    OrderedKeys.Entry<Group<A>>[] inOrder() {
        return groups.inOrder();
    }

    /** Adds a group that was read; returns whether there is none of its key. */
    boolean add(Object key, A accumulator, long count) {
        int hash = KeyTrie.hash(key);
        if (groups.entry(key, hash) != null) {
            return false;
        }
        groups.addLast(key, hash, new Group<>(accumulator, count, groups.owner()));
        return true;
    }

    /** The group of a key, a new one if there is none, which is going to change. */
    Group<A> changing(Object key, int hash) throws Exception {
        OrderedKeys.Entry<Group<A>> entry = groups.entry(key, hash);
        if (entry == null) {
            entry = groups.addLast(key, hash, new Group<>(aggregate.create(), 0, groups.owner()));
        } else if (entry.value.owner != groups.owner()) {
            entry = groups.replace(entry, copy(entry.value));
        }
        if (results != null) {
            hasChanged(entry);
        }
        return entry.value;
    }

    private Group<A> copy(Group<A> group) throws Exception {
        A copy = aggregate.create();
        aggregate.merge(copy, group.accumulator);
        return new Group<>(copy, group.count, groups.owner());
    }

    private void hasChanged(OrderedKeys.Entry<Group<A>> entry) {
        if (!entry.value.changed) {
            entry.value.changed = true;
            changed.add(entry);
        }
    }

    /** Adds what is less to what is more, before it or behind. */
    void merge(Groups<A, R> other) throws Exception {
        if (other.size() <= size()) {
            for (OrderedKeys.Entry<Group<A>> entry : other.inOrder()) {
                add(changing(entry.key, entry.hash), entry.value);
            }
            return;
        }
        OrderedKeys.Entry<Group<A>>[] own = inOrder();
        become(other);
        for (int i = own.length - 1; i >= 0; i--) {
            mergeFirst(own[i]);
        }
    }

    private void add(Group<A> group, Group<A> other) throws Exception {
        aggregate.merge(group.accumulator, other.accumulator);
        group.count += other.count;
    }

    private void become(Groups<A, R> other) {
        groups.become(other.groups);
        results = other.results == null ? null : other.results.copy();
        changed.clear();
        changed.addAll(other.changed);
    }

    private void mergeFirst(OrderedKeys.Entry<Group<A>> own) throws Exception {
        Group<A> group = copy(own.value);
        OrderedKeys.Entry<Group<A>> same = groups.entry(own.key, own.hash);
        if (same != null) {
            add(group, same.value);
        }
        groups.putFirst(own.key, own.hash, group);
        if (results != null) {
            hasChanged(groups.entry(own.key, own.hash));
        }
    }

    void subtract(Groups<A, R> other) throws Exception {
        for (OrderedKeys.Entry<Group<A>> entry : other.inOrder()) {
            Group<A> group = changing(entry.key, entry.hash);
            aggregate.subtract(group.accumulator, entry.value.accumulator);
            group.count -= entry.value.count;
            if (group.count == 0) {
                groups.remove(entry.key, entry.hash);
            }
        }
    }

    /** To be copied before it is given away. */
    OrderedKeys<R> results() throws Exception {
        if (results == null) {
            results = new OrderedKeys<>();
            for (OrderedKeys.Entry<Group<A>> entry : inOrder()) {
                results.addAs(entry, aggregate.result(entry.value.accumulator));
            }
        }
        for (OrderedKeys.Entry<Group<A>> old : changed) {
            old.value.changed = false;
            OrderedKeys.Entry<Group<A>> entry = groups.entry(old.key, old.hash);
            if (entry == null) {
                results.remove(old.key, old.hash);
            } else {
                results.putAs(entry, aggregate.result(entry.value.accumulator));
            }
        }
        changed.clear();
        return results;
    }
}
