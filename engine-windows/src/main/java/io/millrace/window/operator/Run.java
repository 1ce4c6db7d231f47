package io.millrace.window.operator;

import io.millrace.state.serde.Serde;
import io.millrace.state.serde.Serdes;
import io.millrace.state.serde.StateSerde;
import io.millrace.state.table.Slice;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Parts of a {@link Sequence} that follow one another: an entry of the table. */
final class Run<K, T, A> {

    /** Those of the sequence, or its own until it is part of that again. */
    Rows<A> rows;

    /** What it is part of; null until that has been restored. */
    Sequence<K, T, A> sequence;

    /** Where its entry is. */
    Slice<K, Run<K, T, A>> slice;

    /** The row of its first part. */
    long start;

    int size;

    /** The epoch of the table in which it was touched last, as far as that is known. */
    int touchedIn;

    /** The runs of the sequence before and behind it. */
    Run<K, T, A> previous;

    Run<K, T, A> next;

    Run(Rows<A> rows, long start, int size) {
        this.rows = rows;
        this.start = start;
        this.size = size;
    }

    long end() {
        return start + size;
    }

    /** The time of its first part. */
    long first() {
        return rows.number(start, Sequence.TIME);
    }

    /** The time of its last part. */
    long last() {
        return rows.number(end() - 1, Sequence.TIME);
    }

    /** Writes the parts of a run. */
    static final class RunSerde<K, T, A> extends StateSerde<Run<K, T, A>> {

        private final Layout<A> layout;
        private final Serde<A> accumulator;

        RunSerde(Layout<A> layout, Serde<A> accumulator) {
            super("run<" + Serdes.formOf(accumulator) + ">");
            this.layout = layout;
            this.accumulator = accumulator;
        }

        @Override
        public void write(Run<K, T, A> run, DataOutput out) throws IOException {
            for (long row = run.start; row < run.end(); row++) {
                out.writeLong(run.rows.number(row, Sequence.TIME));
                accumulator.write(run.rows.accumulator(row, 0, layout.scratch(Layout.WRITTEN)), out);
                writeCount(Sequence.emittedOf(run.rows.number(row, Sequence.TOLD)), out);
                out.writeBoolean(Sequence.isOverBy(run.rows.number(row, Sequence.TOLD)));
                out.writeBoolean(row + 1 < run.end());
            }
        }

        @Override
        public Run<K, T, A> read(DataInput in) throws IOException {
            Run<K, T, A> run = new Run<>(Sequence.rows(layout), 0, 0);
            do {
                long time = in.readLong();
                if (run.size > 0 && time <= run.last()) {
                    throw new IOException("Damaged parts of a key: they are in no order");
                }
                A part = readPresent("accumulator", accumulator, in);
                int emitted = readCount("results", in);
                Sequence.fill(run.rows, run.rows.addLast(), time, Sequence.told(emitted, readBoolean(in)), part);
                run.size++;
            } while (readBoolean(in));
            return run;
        }
    }
}
