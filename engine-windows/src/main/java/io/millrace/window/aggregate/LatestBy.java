package io.millrace.window.aggregate;

import io.millrace.function.Fn;
import io.millrace.operator.Aggregate;
import io.millrace.operator.Updates;
import io.millrace.state.serde.CompositeSerde;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Keeps the latest event of each id, and gives them to another aggregate when a result is asked for; from then on that one
 * follows each event, where it can subtract and the order of events does not matter to it.
 */
public final class LatestBy<T, I, A, R> implements Aggregate<T, LatestBy.Ids<T, A>, R> {

    private static final long serialVersionUID = 1;

    private final Fn<? super T, ? extends I> id;
    private final GroupingBy<T, I, Dated<T>, Dated<T>> latest;
    private final Aggregate<? super T, A, R> aggregate;

    public LatestBy(Fn<? super T, ? extends I> id, Aggregate<? super T, A, R> aggregate) {
        this.id = id;
        this.latest = new GroupingBy<>(id, new Latest<>());
        this.aggregate = aggregate;
    }

    /** The latest event of each id, and what they give together. */
    static final class Ids<T, A> {
        private final Groups<Dated<T>, Dated<T>> events;

        /** Null where it is to be made anew; derived. */
        private A total;

        private Ids(Groups<Dated<T>, Dated<T>> events) {
            this.events = events;
        }
    }

    /** An event and its timestamp. */
    static final class Dated<T> {
        private T event;
        private long timestamp;

        private void set(T newEvent, long newTimestamp) {
            event = newEvent;
            timestamp = newTimestamp;
        }
    }

    @Override
    public Ids<T, A> create() {
        return new Ids<>(latest.create());
    }

    @Override
    public void add(Ids<T, A> ids, T event, long timestamp) throws Exception {
        Groups.Group<Dated<T>> group = latest.changing(ids.events, event);
        Dated<T> dated = group.accumulator;
        if (ids.total != null) {
            follow(ids.total, group, event, timestamp);
        }
        dated.set(event, timestamp);
        group.count++;
    }

    private void follow(A total, Groups.Group<Dated<T>> group, T event, long timestamp) throws Exception {
        if (group.count > 0) {
            A before = aggregate.create();
            aggregate.add(before, group.accumulator.event, group.accumulator.timestamp);
            aggregate.subtract(total, before);
        }
        aggregate.add(total, event, timestamp);
    }

    @Override
    public void merge(Ids<T, A> ids, Ids<T, A> other) throws Exception {
        latest.merge(ids.events, other.events);
        ids.total = null;
    }

    @Override
    public boolean takes(Updates updates) {
        return updates == Updates.REVISIONS;
    }

    @Override
    public R result(Ids<T, A> ids) throws Exception {
        A total = ids.total == null ? total(ids) : ids.total;
        if (aggregate.canSubtract() && aggregate.isCommutative()) {
            ids.total = total;
        }
        return aggregate.result(total);
    }

    private A total(Ids<T, A> ids) throws Exception {
        A total = aggregate.create();
        for (OrderedKeys.Entry<Groups.Group<Dated<T>>> entry : ids.events.inOrder()) {
            Dated<T> one = entry.value.accumulator;
            aggregate.add(total, one.event, one.timestamp);
        }
        return total;
    }

    @Override
    public Type<?> resultType(Type<?> events) {
        return aggregate.resultType(events);
    }

    @Override
    public Serde<Ids<T, A>> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        HeldTypes.ofResults("latestBy", id);
        return new IdsSerde<>(latest.accumulatorSerde(serdes, events));
    }

    private static final class IdsSerde<T, A> extends ConvertedSerde<Ids<T, A>, Groups<Dated<T>, Dated<T>>> {

        private static final long serialVersionUID = 1;

        IdsSerde(Serde<Groups<Dated<T>, Dated<T>>> groups) {
            super(groups);
        }

        @Override
        protected Groups<Dated<T>, Dated<T>> written(Ids<T, A> ids) {
            return ids.events;
        }

        @Override
        protected Ids<T, A> made(Groups<Dated<T>, Dated<T>> events) {
            return new Ids<>(events);
        }
    }

    private static final class Latest<T> implements Aggregate<T, Dated<T>, Dated<T>> {

        private static final long serialVersionUID = 1;

        @Override
        public Dated<T> create() {
            return new Dated<>();
        }

        @Override
        public void add(Dated<T> latest, T event, long timestamp) {
            latest.set(event, timestamp);
        }

        @Override
        public void merge(Dated<T> latest, Dated<T> other) {
            latest.set(other.event, other.timestamp);
        }

        @Override
        public Dated<T> result(Dated<T> latest) {
            return latest;
        }

        @Override
        public Serde<Dated<T>> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
            return new DatedSerde<>(serdes.serde(HeldTypes.<T>ofEvents("latestBy", events)));
        }
    }

    private static final class DatedSerde<T> extends CompositeSerde<Dated<T>> {

        private static final long serialVersionUID = 1;

        private final Serde<T> event;

        DatedSerde(Serde<T> event) {
            super("dated", event);
            this.event = event;
        }

        @Override
        public void write(Dated<T> dated, DataOutput out) throws IOException {
            out.writeLong(dated.timestamp);
            event.write(dated.event, out);
        }

        @Override
        protected Dated<T> read(DataInput in, Parts parts) throws IOException {
            Dated<T> dated = new Dated<>();
            long timestamp = in.readLong();
            dated.set(parts.read(0, "event", in), timestamp);
            return dated;
        }
    }
}
