package io.millrace.window.aggregate;

import io.millrace.state.serde.Serde;
import java.io.IOException;
import java.lang.reflect.Array;
import java.util.Collection;
import java.util.function.Function;

/** Writes values as another serde does, and reads none that cannot have been written. */
public final class CheckedSerde<V> extends ConvertedSerde<V, V> {

    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial") // never goes elsewhere
    private final Function<? super V, String> fault;

    /**
     * What another serde writes.
     *
     * @param fault what is wrong with a value, or null where nothing is
     */
    public CheckedSerde(Serde<V> serde, Function<? super V, String> fault) {
        super(serde);
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
    protected V written(V value) {
        return value;
    }

    @Override
    protected V made(V value) throws IOException {
        String found = fault.apply(value);
        if (found != null) {
            throw new IOException("Damaged " + form() + ": " + found);
        }
        return value;
    }
}
