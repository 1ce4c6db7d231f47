package io.millrace.table.state;

import io.millrace.state.serde.CompositeSerde;
import io.millrace.state.serde.Serde;
import io.millrace.time.EventTime;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of a left table, what it has been joined with, and what the keys that it names have been heard to have: one key as a
 * rule, and for a moment others, which it named before, or whose answer came before the row did.
 *
 * @param <V> the left rows
 * @param <F> the keys that they name
 * @param <W> the right rows
 */
public final class Linked<V, F, W> {

    /** The row now, or null. */
    public V left;

    /** The timestamp of the change that made it so. */
    public long leftTime = EventTime.NONE;

    /** The rows that the joined row which has been told is of; the left one is null when none has been told. */
    public V toldLeft;

    /** See {@link #toldLeft}; null when it had none. */
    public W toldRight;

    private final List<Heard<F, W>> heard = new ArrayList<>(1);

    /**
     * What a key has been heard to have.
     *
     * @param <F> the keys
     * @param <W> the rows
     * @param foreign the key
     * @param row its row, or null
     * @param timestamp when it got it
     */
    public record Heard<F, W>(F foreign, W row, long timestamp) {}

    /** What a key has been heard to have, or null. */
    public Heard<F, W> heardOf(F foreign) {
        for (Heard<F, W> each : heard) {
            if (each.foreign.equals(foreign)) {
                return each;
            }
        }
        return null;
    }

    /** A key has been heard to have something. */
    public void hear(Heard<F, W> news) {
        forget(news.foreign);
        heard.add(news);
    }

    /** A key is not spoken of any more. */
    public void forget(F foreign) {
        heard.removeIf(each -> each.foreign.equals(foreign));
    }

    /** Whether there is nothing to remember. */
    public boolean isEmpty() {
        return left == null && toldLeft == null && heard.isEmpty();
    }

    /** Writes such rows. */
    public static <V, F, W> Serde<Linked<V, F, W>> serde(Serde<V> lefts, Serde<F> foreigns, Serde<W> rights) {
        return new LinkedSerde<>(lefts, foreigns, rights);
    }

    private static final class LinkedSerde<V, F, W> extends CompositeSerde<Linked<V, F, W>> {

        private static final long serialVersionUID = 1;

        private final Serde<V> lefts;
        private final Serde<F> foreigns;
        private final Serde<W> rights;

        LinkedSerde(Serde<V> lefts, Serde<F> foreigns, Serde<W> rights) {
            super("linked", lefts, foreigns, rights);
            this.lefts = lefts;
            this.foreigns = foreigns;
            this.rights = rights;
        }

        @Override
        public void write(Linked<V, F, W> linked, DataOutput out) throws IOException {
            writeNullable(lefts, linked.left, out);
            out.writeLong(linked.leftTime);
            boolean same = linked.toldLeft == linked.left;
            out.writeBoolean(same);
            if (!same) {
                writeNullable(lefts, linked.toldLeft, out);
            }
            writeNullable(rights, linked.toldRight, out);
            out.writeInt(linked.heard.size());
            for (Heard<F, W> each : linked.heard) {
                foreigns.write(each.foreign, out);
                writeNullable(rights, each.row, out);
                out.writeLong(each.timestamp);
            }
        }

        @Override
        protected Linked<V, F, W> read(DataInput in, Parts parts) throws IOException {
            Linked<V, F, W> linked = new Linked<>();
            linked.left = parts.readNullable(0, "row", in);
            linked.leftTime = in.readLong();
            linked.toldLeft = readBoolean(in) ? linked.left : parts.readNullable(0, "row", in);
            linked.toldRight = parts.readNullable(2, "row", in);
            int count = in.readInt();
            if (count < 0) {
                throw new IOException("Damaged joined row: it has heard of " + count + " keys");
            }
            for (int i = 0; i < count; i++) {
                F foreign = parts.read(1, "key", in);
                W row = parts.readNullable(2, "row", in);
                linked.heard.add(new Heard<>(foreign, row, in.readLong()));
            }
            return linked;
        }
    }
}
