package io.millrace.table.state;

import io.millrace.operator.FlatAggregate;
import io.millrace.state.KeyedState;
import io.millrace.state.serde.CompositeSerde;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.Type;
import io.millrace.state.table.Showing;
import io.millrace.state.table.StateTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * What is kept of a group whose aggregate can take rows out again and has accumulators of a few numbers: how many rows there are,
 * and behind that the accumulator. In snapshots it is as any {@link Group}.
 */
public final class FlatGroup {

    private FlatGroup() {}

    /** Whether groups of such an aggregate are kept so. */
    public static boolean isFor(Object aggregate) {
        return aggregate instanceof FlatAggregate<?, ?> flat
                && flat.width() > 0
                && widthOf(flat) <= StateTable.MOST_NUMBERS;
    }

    /** How many numbers a group is. */
    public static int widthOf(FlatAggregate<?, ?> aggregate) {
        return aggregate.width() + 1;
    }

    /** Shows groups by their results. */
    public static Showing<long[]> shownBy(FlatAggregate<?, ?> aggregate) {
        return (namespace, group, out) -> out.addMade(group[0] + " rows", () -> aggregate.result(group, 1));
    }

    /**
     * Writes groups.
     *
     * @param rowType the type of the rows, or null where it is not known
     */
    public static Serde<long[]> serde(KeyedState<?> keyed, FlatAggregate<?, ?> aggregate, Type<?> rowType) {
        return keyed.serdeBy(
                "the accumulator", serdes -> new FlatGroupSerde(aggregate.accumulatorSerde(serdes, rowType)));
    }

    private static final class FlatGroupSerde extends CompositeSerde<long[]> {

        private static final long serialVersionUID = 1;

        private final Serde<long[]> accumulators;

        FlatGroupSerde(Serde<long[]> accumulators) {
            super(Group.FORM, accumulators);
            this.accumulators = accumulators;
        }

        @Override
        public void write(long[] group, DataOutput out) throws IOException {
            out.writeLong(group[0]);
            accumulators.write(Arrays.copyOfRange(group, 1, group.length), out);
        }

        @Override
        protected long[] read(DataInput in, Parts parts) throws IOException {
            long rows = Group.readRows(in);
            long[] accumulator = parts.read(0, "accumulator", in);
            long[] group = new long[accumulator.length + 1];
            group[0] = rows;
            System.arraycopy(accumulator, 0, group, 1, accumulator.length);
            return group;
        }
    }
}
