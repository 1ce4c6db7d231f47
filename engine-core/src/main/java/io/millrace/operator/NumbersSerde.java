package io.millrace.operator;

import io.millrace.state.serde.Serde;
import io.millrace.state.serde.StateSerde;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Writes arrays of numbers as another serde does, and reads none of another length. */
final class NumbersSerde extends StateSerde<long[]> {

    private static final long serialVersionUID = 1;

    private final Serde<long[]> serde;
    private final int length;

    NumbersSerde(Serde<long[]> serde, int length) {
        super(Serde.formOf(serde));
        this.serde = serde;
        this.length = length;
    }

    @Override
    public void write(long[] numbers, DataOutput out) throws IOException {
        serde.write(numbers, out);
    }

    @Override
    public long[] read(DataInput in) throws IOException {
        return checked(serde.read(in));
    }

    @Override
    public Reader<? extends long[]> readerOf(String writtenForm) throws IOException {
        Reader<? extends long[]> reader = Serde.readerFor(serde, writtenForm);
        return in -> checked(reader.read(in));
    }

    private long[] checked(long[] numbers) throws IOException {
        if (numbers.length != length) {
            throw new IOException("Damaged " + form() + ": it has " + numbers.length + " numbers and not " + length);
        }
        return numbers;
    }
}
