package io.millrace.window.aggregate;

import io.millrace.state.serde.Serde;
import io.millrace.state.serde.StateSerde;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.reflect.Array;

/** Arrays that always have the same length, and are read as no other. */
public final class FixedLength<A> extends StateSerde<A> {

    private final Serde<A> arrays;
    private final int length;

    /**
     * Arrays of a length.
     *
     * @param arrays writes arrays of any length
     */
    public FixedLength(Serde<A> arrays, int length) {
        super(arrays.form());
        this.arrays = arrays;
        this.length = length;
    }

    @Override
    public void write(A array, DataOutput out) throws IOException {
        arrays.write(array, out);
    }

    @Override
    public A read(DataInput in) throws IOException {
        A array = arrays.read(in);
        if (Array.getLength(array) != length) {
            throw new IOException(
                    "Damaged " + form() + ": it has " + Array.getLength(array) + " numbers and not " + length);
        }
        return array;
    }
}
