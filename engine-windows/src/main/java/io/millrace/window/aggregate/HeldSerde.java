package io.millrace.window.aggregate;

import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Serdes;
import io.millrace.state.serde.StateSerde;
import io.millrace.state.serde.Type;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** An event, or none. */
final class HeldSerde<T> extends StateSerde<Held<T>> {

    private final Serde<T> event;

    private HeldSerde(Serde<T> event) {
        super("held<" + Serdes.formOf(event) + ">");
        this.event = event;
    }

    static <T> HeldSerde<T> of(String aggregate, SerdeRegistry serdes, Type<?> events) {
        return new HeldSerde<>(serdes.serde(HeldTypes.<T>ofEvents(aggregate, events)));
    }

    @Override
    public void write(Held<T> held, DataOutput out) throws IOException {
        writeNullable(event, held.event, out);
    }

    @Override
    public Held<T> read(DataInput in) throws IOException {
        Held<T> held = new Held<>();
        held.event = readNullable(event, in);
        return held;
    }
}
