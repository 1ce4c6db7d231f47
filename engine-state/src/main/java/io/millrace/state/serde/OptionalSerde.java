package io.millrace.state.serde;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/** Optionals: whether there is a value, and the value. */
final class OptionalSerde<T> implements Serde<Optional<T>> {
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
        return PrimitiveSerdes.readBoolean(in) ? Optional.of(value.read(in)) : Optional.empty();
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
        return "optional<" + value.form() + ">";
    }
}
