package io.millrace.window.aggregate;

import io.millrace.function.Fn;
import io.millrace.operator.Aggregate;
import io.millrace.operator.Updates;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Serdes;
import io.millrace.state.serde.StateSerde;
import io.millrace.state.serde.Type;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Keeps the latest event of each id, and gives them to another aggregate when a result is asked for. */
public final class LatestBy<T, I, A, R> implements Aggregate<T, Groups<LatestBy.Dated<T>, LatestBy.Dated<T>>, R> {

    private static final long serialVersionUID = 1;

    private final Fn<? super T, ? extends I> id;
    private final GroupingBy<T, I, Dated<T>, Dated<T>> latest;
    private final Aggregate<? super T, A, R> aggregate;

    public LatestBy(Fn<? super T, ? extends I> id, Aggregate<? super T, A, R> aggregate) {
        this.id = id;
        this.latest = new GroupingBy<>(id, new Latest<>());
        this.aggregate = aggregate;
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
    public Groups<Dated<T>, Dated<T>> create() {
        return latest.create();
    }

    @Override
    public void add(Groups<Dated<T>, Dated<T>> events, T event, long timestamp) throws Exception {
        latest.add(events, event, timestamp);
    }

    @Override
    public void merge(Groups<Dated<T>, Dated<T>> events, Groups<Dated<T>, Dated<T>> other) throws Exception {
        latest.merge(events, other);
    }

    @Override
    public boolean takes(Updates updates) {
        return updates == Updates.REVISIONS;
    }

    @Override
    public R result(Groups<Dated<T>, Dated<T>> events) throws Exception {
        A accumulator = aggregate.create();
        for (OrderedKeys.Entry<Groups.Group<Dated<T>>> entry : events.inOrder()) {
            Dated<T> one = entry.value.accumulator;
            aggregate.add(accumulator, one.event, one.timestamp);
        }
        return aggregate.result(accumulator);
    }

    @Override
    public Type<?> resultType(Type<?> events) {
        return aggregate.resultType(events);
    }

    @Override
    public Serde<Groups<Dated<T>, Dated<T>>> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        HeldTypes.ofResults("latestBy", id);
        return latest.accumulatorSerde(serdes, events);
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

    private static final class DatedSerde<T> extends StateSerde<Dated<T>> {

        private final Serde<T> event;

        DatedSerde(Serde<T> event) {
            super("dated<" + Serdes.formOf(event) + ">");
            this.event = event;
        }

        @Override
        public void write(Dated<T> dated, DataOutput out) throws IOException {
            out.writeLong(dated.timestamp);
            event.write(dated.event, out);
        }

        @Override
        public Dated<T> read(DataInput in) throws IOException {
            Dated<T> dated = new Dated<>();
            long timestamp = in.readLong();
            dated.set(event.read(in), timestamp);
            return dated;
        }
    }
}
