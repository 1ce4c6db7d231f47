package io.millrace.state.serde;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
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
}
