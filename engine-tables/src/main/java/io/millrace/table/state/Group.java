package io.millrace.table.state;

import io.millrace.operator.Aggregate;
import io.millrace.state.KeyedState;
import io.millrace.state.serde.CompositeSerde;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.Type;
import io.millrace.state.table.Showing;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What is kept of a group whose aggregate can take rows out again: how many there are, and their accumulator. */
public final class Group<A> {

    /** What the form of groups in snapshots begins with. */
    static final String FORM = "group";

    private final A accumulator;
    private long rows;

    /** What was told of it last; not part of snapshots. */
    private Object told;

    /** A group without rows. */
    public Group(A accumulator) {
        this.accumulator = accumulator;
    }

    /** Of its rows; changed in place. */
    public A accumulator() {
        return accumulator;
    }

    /** What was told of it last, or null where that is not known. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // whoever tells has one aggregate
    public <R> R told() {
        return (R) told;
    }

    /** Says what is told of it. */
    public void told(Object result) {
        told = result;
    }

    /** Counts rows that have come, or that have gone where the number is negative. */
    public void count(int change) {
        rows += change;
    }

    /** How many rows there are. */
    public long rows() {
        return rows;
    }

    /** Whether there are no rows. */
    public boolean isEmpty() {
        return rows == 0;
    }

    /** Shows groups by their results. */
    public static <A> Showing<Group<A>> shownBy(Aggregate<?, A, ?> aggregate) {
        return (namespace, group, out) ->
                out.addMade(group.rows() + " rows", () -> aggregate.result(group.accumulator()));
    }

    /**
     * Writes groups.
     *
     * @param rowType the type of the rows, or null where it is not known
     */
    public static <A> Serde<Group<A>> serde(KeyedState<?> keyed, Aggregate<?, A, ?> aggregate, Type<?> rowType) {
        return keyed.serdeBy(
                "the accumulator", serdes -> new GroupSerde<>(aggregate.accumulatorSerde(serdes, rowType)));
    }

    /** Reads how many rows a group has. */
    static long readRows(DataInput in) throws IOException {
        long rows = in.readLong();
        if (rows <= 0) {
            throw new IOException("Damaged group: it has " + rows + " rows");
        }
        return rows;
    }

    private static final class GroupSerde<A> extends CompositeSerde<Group<A>> {

        private static final long serialVersionUID = 1;

        private final Serde<A> accumulators;

        GroupSerde(Serde<A> accumulators) {
            super(FORM, accumulators);
            this.accumulators = accumulators;
        }

        @Override
        public void write(Group<A> group, DataOutput out) throws IOException {
            out.writeLong(group.rows);
            accumulators.write(group.accumulator, out);
        }

        @Override
        protected Group<A> read(DataInput in, Parts parts) throws IOException {
            long rows = readRows(in);
            Group<A> group = new Group<>(parts.read(0, "accumulator", in));
            group.rows = rows;
            return group;
        }
    }
}
