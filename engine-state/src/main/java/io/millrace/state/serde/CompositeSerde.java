package io.millrace.state.serde;

import java.io.DataInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The serde of objects that hold values of other serdes, as an accumulator holds events. Its form is made of theirs, and each of them reads what earlier versions of the program wrote: so what is
 * held may be a record that has got a component more, or any other change that its serde reads.
 *
 * @param <T> the objects
 */
public abstract class CompositeSerde<T> extends StateSerde<T> {

    private static final long serialVersionUID = 1;

    private final String name;
    private final List<Serde<?>> serdes;
    private transient Parts own;

    /**
     * A serde of objects with parts.
     *
     * @param name what its form begins with, the same in all versions of the program
     * @param parts the serdes of the parts, in the order in which {@link #read(DataInput, Parts)} names them
     */
    protected CompositeSerde(String name, Serde<?>... parts) {
        super(Stream.of(parts).map(Serde::formOf).collect(Collectors.joining(",", name + "<", ">")));
        this.name = name;
        this.serdes = List.of(parts);
    }

    /**
     * Reads what {@link #write} wrote, or that of an earlier version did.
     *
     * @param in from where; it may be damaged
     * @param parts reads the parts
     * @return the object
     * @throws IOException when the input ends early or holds no such object
     */
    protected abstract T read(DataInput in, Parts parts) throws IOException;

    /** Reads the parts of an object, in the form in which they were written. */
    public static final class Parts {

        private final List<Reader<?>> readers;

        private Parts(List<Reader<?>> readers) {
            this.readers = readers;
        }

        /**
         * Reads a part that is not null.
         *
         * @param part the number of its serde, from 0
         * @param what what it is, for errors
         * @param in from where
         * @param <V> its type
         * @return the part
         * @throws IOException when the input ends early or is damaged, or when the serde returns null
         */
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the values of a part are those of its serde
        public <V> V read(int part, String what, DataInput in) throws IOException {
            V value = (V) readers.get(part).read(in);
            if (value == null) {
                throw new IOException("Damaged " + what + ": read of its serde returned null");
            }
            return value;
        }

        /**
         * Reads a part that {@link StateSerde#writeNullable} wrote.
         *
         * @param part the number of its serde, from 0
         * @param what what it is, for errors
         * @param in from where
         * @param <V> its type
         * @return the part, or null
         * @throws IOException when the input ends early or is damaged
         */
        @SuppressWarnings("TypeParameterUnusedInFormals") // as above
        public <V> V readNullable(int part, String what, DataInput in) throws IOException {
            return readBoolean(in) ? this.<V>read(part, what, in) : null;
        }
    }

    @Override
    public final T read(DataInput in) throws IOException {
        if (own == null) {
            List<Reader<?>> readers = new ArrayList<>();
            serdes.forEach(serde -> readers.add(serde::read));
            own = new Parts(readers);
        }
        return read(in, own);
    }

    @Override
    public final Reader<? extends T> readerOf(String writtenForm) throws IOException {
        if (writtenForm.equals(form())) {
            return this::read;
        }
        List<String> forms = partsOf(writtenForm, name);
        if (forms.size() != serdes.size()) {
            throw Form.other(writtenForm, this);
        }
        List<Reader<?>> readers = new ArrayList<>();
        for (int i = 0; i < forms.size(); i++) {
            readers.add(Serde.readerFor(serdes.get(i), forms.get(i)));
        }
        Parts parts = new Parts(readers);
        return in -> read(in, parts);
    }
}
