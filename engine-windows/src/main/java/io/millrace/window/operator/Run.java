package io.millrace.window.operator;

import io.millrace.operator.Aggregate;
import io.millrace.state.serde.CompositeSerde;
import io.millrace.state.serde.Serde;
import io.millrace.state.table.Showing;
import io.millrace.state.table.Slice;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.LongFunction;

/** Parts of a {@link Sequence} that follow one another: an entry of the table. */
final class Run<K, T, A> {

    // the columns of rows
    static final int TIME = 0;
    static final int TOLD = 1;

    private static final int FEW = 4;

    /** A part each. */
    Rows<A> rows;

    Sequence<K, T, A> sequence;

    /** Where its entry is. */
    Slice<K, Run<K, T, A>> slice;

    /** The epoch of the table in which it was touched last, as far as that is known. */
    int touchedIn;

    /** The runs of the sequence before and behind it. */
    Run<K, T, A> previous;

    Run<K, T, A> next;

    Run(Rows<A> rows) {
        this.rows = rows;
    }

    /** A run without parts, with room for so many. */
    static <K, T, A> Run<K, T, A> empty(Layout<A> layout, int capacity) {
        return new Run<>(new Rows<>(layout, TOLD + 1, 1, capacity));
    }

    static <K, T, A> Run<K, T, A> empty(Layout<A> layout) {
        return empty(layout, FEW);
    }

    /** The time of a part. */
    long time(long row) {
        return rows.number(row, TIME);
    }

    /** The time of the first part. */
    long first() {
        return time(rows.first());
    }

    /** The time of the last part. */
    long last() {
        return time(rows.end() - 1);
    }

    int emitted(long row) {
        return (int) (rows.number(row, TOLD) >> 1);
    }

    boolean isOver(long row) {
        return (rows.number(row, TOLD) & 1) != 0;
    }

    /** The accumulator of a part; to be read, or changed and then set, at once. */
    A get(long row) {
        return rows.accumulator(row, 0, rows.layout().scratch(Layout.PART));
    }

    /**
     * What a part is.
     *
     * @param emitted how many results its window has emitted, but for that at its end
     * @param isOver whether it emits none at its end, which had passed when the part came
     */
    void fill(long row, long time, int emitted, boolean isOver, A accumulator) {
        rows.setNumber(row, TIME, time);
        rows.setNumber(row, TOLD, 2L * emitted + (isOver ? 1 : 0));
        rows.setAccumulator(row, 0, accumulator);
    }

    /** Adds some of the parts of another run behind its own. */
    void add(Run<K, T, A> other, long from, long to) {
        for (long row = from; row < to; row++) {
            fill(rows.addLast(), other.time(row), other.emitted(row), other.isOver(row), other.get(row));
        }
    }

    /** How people are shown parts: by what they have, each at its time. */
    static <K, T, A> Showing<Run<K, T, A>> shown(Aggregate<?, A, ?> aggregate, LongFunction<String> place) {
        return (namespace, run, out) -> {
            for (long row = run.rows.first(); row < run.rows.end() && !out.hasMore(); row++) {
                A part = run.rows.accumulator(row, 0, run.rows.layout().scratch(Layout.WRITTEN));
                out.addMade(place.apply(run.time(row)), () -> aggregate.result(part));
            }
        };
    }

    /** Writes the parts of a run. */
    static final class RunSerde<K, T, A> extends CompositeSerde<Run<K, T, A>> {

        private static final long serialVersionUID = 1;

        private final Layout<A> layout;
        private final Serde<A> accumulator;

        RunSerde(Layout<A> layout, Serde<A> accumulator) {
            super("run", accumulator);
            this.layout = layout;
            this.accumulator = accumulator;
        }

        @Override
        public void write(Run<K, T, A> run, DataOutput out) throws IOException {
            for (long row = run.rows.first(); row < run.rows.end(); row++) {
                out.writeLong(run.time(row));
                accumulator.write(run.rows.accumulator(row, 0, layout.scratch(Layout.WRITTEN)), out);
                out.writeBoolean(run.isOver(row));
                writeCount(run.emitted(row), out);
                out.writeBoolean(row + 1 < run.rows.end());
            }
        }

        @Override
        protected Run<K, T, A> read(DataInput in, Parts parts) throws IOException {
            Run<K, T, A> run = empty(layout);
            do {
                long time = in.readLong();
                if (run.rows.size() > 0 && time <= run.last()) {
                    throw new IOException("Damaged parts of a key: they are in no order");
                }
                A part = parts.read(0, "accumulator", in);
                boolean isOver = readBoolean(in);
                int emitted = readCount("results", in);
                run.fill(run.rows.addLast(), time, emitted, isOver, part);
            } while (readBoolean(in));
            return run;
        }
    }
}
