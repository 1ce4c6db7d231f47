package io.millrace.table.state;

import io.millrace.state.serde.Serde;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The serde of what is made of values of other serdes. Each of these reads what earlier versions of the program wrote, so
 * that rows that have got a component more are read here, too.
 */
abstract class PartsSerde<T> implements Serde<T> {

    private static final long serialVersionUID = 1;

    private final String name;
    private final Serde<?>[] parts;

    PartsSerde(String name, Serde<?>... parts) {
        this.name = name;
        this.parts = parts;
    }

    /** Reads a value whose parts are read by the given readers, which are in the order of the serdes. */
    abstract T read(DataInput in, Serde.Reader<?>[] readers) throws IOException;

    @Override
    public final T read(DataInput in) throws IOException {
        return read(in, parts);
    }

    private T read(DataInput in, Serde<?>[] serdes) throws IOException {
        Serde.Reader<?>[] readers = new Serde.Reader<?>[serdes.length];
        for (int i = 0; i < serdes.length; i++) {
            Serde<?> serde = serdes[i];
            readers[i] = serde::read;
        }
        return read(in, readers);
    }

    @Override
    public final int hash(T value) {
        throw new UnsupportedOperationException("a " + name + " is no key");
    }

    @Override
    public boolean immutable() {
        return Stream.of(parts).allMatch(Serde::immutable);
    }

    @Override
    public final String form() {
        return Stream.of(parts).map(Serde::formOf).collect(Collectors.joining(",", name + "<", ">"));
    }

    @Override
    public final Reader<? extends T> readerOf(String writtenForm) throws IOException {
        List<String> forms = parts(writtenForm);
        if (forms.size() != parts.length) {
            throw new IOException("what was written as " + writtenForm + " cannot be read as " + form());
        }
        Serde.Reader<?>[] readers = new Serde.Reader<?>[parts.length];
        for (int i = 0; i < parts.length; i++) {
            readers[i] = Serde.readerFor(parts[i], forms.get(i));
        }
        return in -> read(in, readers);
    }

    /** The forms of the parts; none when it is the form of something else. */
    private List<String> parts(String form) {
        List<String> found = new ArrayList<>();
        if (form.startsWith(name + "<") && form.endsWith(">")) {
            int depth = 0;
            int from = name.length() + 1;
            for (int i = from; i < form.length() - 1; i++) {
                char c = form.charAt(i);
                depth += c == '<' || c == '{' ? 1 : c == '>' || c == '}' ? -1 : 0;
                if (c == ',' && depth == 0) {
                    found.add(form.substring(from, i));
                    from = i + 1;
                }
            }
            found.add(form.substring(from, form.length() - 1));
        }
        return found;
    }

    @SuppressWarnings("unchecked") // the values of a part are those of its serde
    static <V> void writeNullable(Serde<V> serde, Object value, DataOutput out) throws IOException {
        out.writeBoolean(value != null);
        if (value != null) {
            serde.write((V) value, out);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // it was made of the serde of these values
    static <V> V read(Serde.Reader<?> reader, DataInput in) throws IOException {
        V value = (V) reader.read(in);
        if (value == null) {
            throw new IOException("Damaged state of a table: read of its serde returned null");
        }
        return value;
    }

    @SuppressWarnings("TypeParameterUnusedInFormals") // as above
    static <V> V readNullable(Serde.Reader<?> reader, DataInput in) throws IOException {
        return readBoolean(in) ? read(reader, in) : null;
    }

    static boolean readBoolean(DataInput in) throws IOException {
        byte read = in.readByte();
        if (read != 0 && read != 1) {
            throw new IOException("Damaged state of a table: " + read + " in place of a boolean");
        }
        return read == 1;
    }
}
