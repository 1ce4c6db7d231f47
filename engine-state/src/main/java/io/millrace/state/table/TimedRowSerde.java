package io.millrace.state.table;

import io.millrace.state.serde.Serde;
import io.millrace.state.serde.StateSerde;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Writes the rows of {@link TimedRows}, those of either side in a form of their own. */
final class TimedRowSerde extends StateSerde<TimedRowSerde.Row> {
    private static final String NAME = "timed";

    /** How the identities of rows are written. */
    static final Serde<Id> IDS = new IdSerde();

    @SuppressWarnings("serial") // of serdes
    private final List<Serde<Object>> sides;

    /** What makes a row known in snapshots, beside its key. */
    record Id(long time, long number) {
        int side() {
            return (int) (number & 1);
        }
    }

    /** A row, but for what it is known by. */
    record Row(int side, int tag, Object value) {}

    TimedRowSerde(List<Serde<Object>> sides) {
        super(formOf(sides));
        this.sides = sides;
    }

    private static String formOf(List<Serde<Object>> sides) {
        StringBuilder form = new StringBuilder(NAME);
        for (int i = 0; i < sides.size(); i++) {
            form.append(i == 0 ? '<' : ',').append(Serde.formOf(sides.get(i)));
        }
        return form.append('>').toString();
    }

    @Override
    public void write(Row row, DataOutput out) throws IOException {
        out.writeBoolean(row.side != 0);
        out.writeByte(row.tag);
        sides.get(row.side).write(row.value, out);
    }

    @Override
    public Row read(DataInput in) throws IOException {
        return readBy(in, side -> sides.get(side)::read);
    }

    @Override
    public Reader<? extends Row> readerOf(String writtenForm) throws IOException {
        List<String> parts = partsOf(writtenForm, NAME);
        if (parts.size() != sides.size()) {
            return super.readerOf(writtenForm);
        }
        List<Reader<?>> readers = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            readers.add(Serde.readerFor(sides.get(i), parts.get(i)));
        }
        return in -> readBy(in, readers::get);
    }

    private Row readBy(DataInput in, IntFunction<Reader<?>> readers) throws IOException {
        int side = readBoolean(in) ? 1 : 0;
        if (side >= sides.size()) {
            throw new IOException("Damaged row: it is of a second side, and there is one");
        }
        int tag = in.readUnsignedByte();
        Object value = readers.apply(side).read(in);
        if (value == null) {
            throw new IOException("Damaged row: its serde returned null");
        }
        return new Row(side, tag, value);
    }

    private static final class IdSerde extends StateSerde<Id> {
        IdSerde() {
            super("row");
        }

        @Override
        public void write(Id id, DataOutput out) throws IOException {
            out.writeLong(id.time());
            out.writeLong(id.number());
        }

        @Override
        public Id read(DataInput in) throws IOException {
            long time = in.readLong();
            long number = in.readLong();
            if (number < 0) {
                throw new IOException("Damaged row: its number is " + number);
            }
            return new Id(time, number);
        }
    }
}
