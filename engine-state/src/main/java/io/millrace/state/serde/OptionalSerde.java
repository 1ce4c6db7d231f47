package io.millrace.state.serde;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Optionals: whether there is a value, and the value. */
final class OptionalSerde<T> implements NeverEmpty<Optional<T>> {
    private final Serde<T> value;

    OptionalSerde(Serde<T> value) {
        this.value = value;
    }

    @Override
    public void write(Optional<T> optional, DataOutput out) throws IOException {
        out.writeBoolean(optional.isPresent());
        if (optional.isPresent()) {
            value.write(optional.get(), out);
        }
    }

    @Override
    public Optional<T> read(DataInput in) throws IOException {
        return read(value::read, in);
    }

    private static <T> Optional<T> read(Reader<? extends T> value, DataInput in) throws IOException {
        if (!PrimitiveSerdes.readBoolean(in)) {
            return Optional.empty();
        }
        T read = value.read(in);
        if (read == null) {
            throw new IOException("Damaged optional: read of the serde of its value returned null");
        }
        return Optional.of(read);
    }

    @Override
    public Reader<Optional<T>> readerOf(String writtenForm) throws IOException {
        List<Form.Part> parts = Form.parts(writtenForm, "optional", 1);
        if (parts.isEmpty()) {
            throw Form.other(writtenForm, this);
        }
        Reader<? extends T> reader = Serde.readerFor(value, parts.get(0).form());
        return in -> read(reader, in);
    }

    @Override
    public int hash(Optional<T> optional) {
        return optional.isPresent() ? value.hash(optional.get()) : 0;
    }

    @Override
    public boolean immutable() {
        return value.immutable();
    }

    @Override
    public String form() {
        return "optional<" + Serde.formOf(value) + ">";
    }
}
