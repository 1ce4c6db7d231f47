package io.millrace.window.aggregate;

import io.millrace.state.serde.Serde;
import io.millrace.state.serde.StateSerde;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.reflect.Array;
import java.util.Collection;
import java.util.function.Function;

/** Writes values as another serde does, and reads none that cannot have been written. */
public final class CheckedSerde<V> extends StateSerde<V> {

    private final Serde<V> serde;
    private final Function<? super V, String> fault;

    /**
     * What another serde writes.
     *
     * @param fault what is wrong with a value, or null where nothing is
     */
    public CheckedSerde(Serde<V> serde, Function<? super V, String> fault) {
        super(Serde.formOf(serde));
        this.serde = serde;
        this.fault = fault;
    }

    /** Arrays of a length. */
    public static <A> CheckedSerde<A> arrays(Serde<A> serde, int length) {
        return new CheckedSerde<>(serde, array -> {
            int found = Array.getLength(array);
            return found == length ? null : "it has " + found + " numbers and not " + length;
        });
    }

    static <C extends Collection<?>> CheckedSerde<C> withoutNulls(Serde<C> serde) {
        return new CheckedSerde<>(serde, values -> {
            boolean hasNull = values.stream().anyMatch(value -> value == null);
            return hasNull ? "it holds a null" : null;
        });
    }

    @Override
    public void write(V value, DataOutput out) throws IOException {
        serde.write(value, out);
    }

    @Override
    public V read(DataInput in) throws IOException {
        return checked(serde.read(in));
    }

    @Override
    public Reader<? extends V> readerOf(String writtenForm) throws IOException {
        Reader<? extends V> reader = Serde.readerFor(serde, writtenForm);
        return in -> checked(reader.read(in));
    }

    private V checked(V value) throws IOException {
        String found = fault.apply(value);
        if (found != null) {
            throw new IOException("Damaged " + form() + ": " + found);
        }
        return value;
    }
}
