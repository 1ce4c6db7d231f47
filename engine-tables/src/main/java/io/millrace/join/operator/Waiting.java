package io.millrace.join.operator;

import io.millrace.state.serde.Serde;
import io.millrace.state.serde.StateSerde;
import io.millrace.state.table.Scheduled;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/** A row about which something is to be done when its time is over, unless it meets another before. */
final class Waiting<K> extends Scheduled {

    final Object event;

    /** The time of the last row that it meets; for left rows. */
    long end;

    /** Of the rows that it has met; null where it has none. */
    final Object accumulator;

    // known by where it is kept, and not written
    K key;
    int hash;
    long time;
    long number;
    boolean matched;

    /** Null where rows that are told earlier are earlier, too. */
    Hold hold;

    Waiting(Object event, long end, Object accumulator) {
        this.event = event;
        this.end = end;
        this.accumulator = accumulator;
    }

    /** A row that has met all that were there. */
    Waiting(Arrival<K> arrival) {
        this(arrival.event, arrival.last, arrival.accumulator);
        key = arrival.key;
        hash = arrival.hash;
        time = arrival.time;
        matched = arrival.matched;
    }

    @Override
    protected boolean precedes(Scheduled other) {
        Waiting<?> row = (Waiting<?>) other;
        // what is due at the end of time, for one, is of different times
        return time == row.time ? Integer.compareUnsigned(hash, row.hash) < 0 : time < row.time;
    }

    @Override
    public String toString() {
        return event.toString();
    }

    /** Keeps event time back while a row waits that will be told at its own time. */
    static final class Hold extends Scheduled {
        @Override
        protected boolean precedes(Scheduled other) {
            return false;
        }
    }

    /** Writes what was given with a row. */
    static final class RowSerde<K> extends StateSerde<Waiting<K>> {
        private static final String WITH_END = "lasting";
        private static final String WITH_ACCUMULATOR = "group";

        @SuppressWarnings("serial") // never goes elsewhere
        private final Serde<Object> events;

        @SuppressWarnings("serial") // never goes elsewhere
        private final Serde<Object> accumulators;

        private final boolean withEnd;

        /**
         * A serde.
         *
         * @param accumulators null where rows have none
         * @param withEnd whether ends are written
         */
        RowSerde(Serde<Object> events, Serde<Object> accumulators, boolean withEnd) {
            super(form(events, accumulators, withEnd));
            this.events = events;
            this.accumulators = accumulators;
            this.withEnd = withEnd;
        }

        /** A row that is nothing but its event is written as that. */
        private static String form(Serde<?> events, Serde<?> accumulators, boolean withEnd) {
            String form = Serde.formOf(events);
            form = accumulators == null ? form : WITH_ACCUMULATOR + "<" + form + "," + Serde.formOf(accumulators) + ">";
            return withEnd ? WITH_END + "<" + form + ">" : form;
        }

        @Override
        public void write(Waiting<K> row, DataOutput out) throws IOException {
            if (withEnd) {
                out.writeLong(row.end);
            }
            events.write(row.event, out);
            if (accumulators != null) {
                accumulators.write(row.accumulator, out);
            }
        }

        @Override
        public Waiting<K> read(DataInput in) throws IOException {
            return read(in, events::read, accumulators == null ? null : accumulators::read);
        }

        private Waiting<K> read(DataInput in, Reader<?> event, Reader<?> accumulator) throws IOException {
            long end = withEnd ? in.readLong() : Long.MAX_VALUE;
            Object read = event.read(in);
            Object held = accumulator == null ? null : accumulator.read(in);
            if (read == null || (held == null && accumulator != null)) {
                throw new IOException("Damaged row of a join: a serde returned null");
            }
            return new Waiting<>(read, end, held);
        }

        @Override
        public Reader<? extends Waiting<K>> readerOf(String writtenForm) throws IOException {
            String form = writtenForm;
            if (withEnd) {
                form = only(partsOf(form, WITH_END), writtenForm);
            }
            if (accumulators == null) {
                Reader<?> event = Serde.readerFor(events, form);
                return in -> read(in, event, null);
            }
            List<String> parts = partsOf(form, WITH_ACCUMULATOR);
            if (parts.size() != 2) {
                return super.readerOf(writtenForm);
            }
            Reader<?> event = Serde.readerFor(events, parts.get(0));
            Reader<?> accumulator = Serde.readerFor(accumulators, parts.get(1));
            return in -> read(in, event, accumulator);
        }

        private String only(List<String> parts, String writtenForm) throws IOException {
            if (parts.size() != 1) {
                super.readerOf(writtenForm); // which refuses
                throw new IOException("Damaged form '" + writtenForm + "'");
            }
            return parts.get(0);
        }
    }
}
