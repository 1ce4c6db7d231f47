package io.millrace.state.serde;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/** A serde of immutable values, made of functions. */
final class ScalarSerde<T> implements NeverEmpty<T> {
    /** Writes a value. */
    interface Writer<T> {
        void write(T value, DataOutput out) throws IOException;
    }

    private final String form;
    private final Writer<T> writer;
    private final Reader<T> reader;
    private final ToIntFunction<T> hash;

    ScalarSerde(String form, Writer<T> writer, Reader<T> reader, ToIntFunction<T> hash) {
        this.form = form;
        this.writer = writer;
        this.reader = reader;
        this.hash = hash;
    }

    @Override
    public void write(T value, DataOutput out) throws IOException {
        writer.write(value, out);
    }

    @Override
    public T read(DataInput in) throws IOException {
        return reader.read(in);
    }

    @Override
    public int hash(T value) {
        return hash.applyAsInt(value);
    }

    @Override
    public boolean immutable() {
        return true;
    }

    @Override
    public String form() {
        return form;
    }

    @Override
    @SuppressWarnings("unchecked") // a widened value is of the type that the form is of
    public Reader<? extends T> readerOf(String writtenForm) throws IOException {
        Reader<?> widened = Widening.reader(writtenForm, form);
        return widened == null ? NeverEmpty.super.readerOf(writtenForm) : (Reader<T>) widened;
    }

    /** The changes of a primitive's form that lose nothing. */
    private static final class Widening {
        private static final Map<String, Set<String>> LOSSLESS = Map.of(
                "byte", Set.of("short", "int", "long", "float", "double"),
                "short", Set.of("int", "long", "float", "double"),
                "char", Set.of("int", "long", "float", "double"),
                "int", Set.of("long", "double"),
                "float", Set.of("double"));

        private Widening() {}

        /** A reader of one form that returns the box of another, or null where that is not a widening. */
        static Serde.Reader<?> reader(String from, String to) {
            if (!LOSSLESS.getOrDefault(from, Set.of()).contains(to)) {
                return null;
            }
            return in -> convert(read(from, in), to);
        }

        private static Number read(String form, DataInput in) throws IOException {
            return switch (form) {
                case "byte" -> in.readByte();
                case "short" -> in.readShort();
                case "char" -> (int) in.readChar();
                case "int" -> in.readInt();
                case "float" -> in.readFloat();
                default -> throw new IllegalArgumentException(form);
            };
        }

        private static Number convert(Number value, String to) {
            return switch (to) {
                case "short" -> value.shortValue();
                case "int" -> value.intValue();
                case "long" -> value.longValue();
                case "float" -> value.floatValue();
                case "double" -> value.doubleValue();
                default -> throw new IllegalArgumentException(to);
            };
        }
    }
}
