package io.millrace.window.aggregate;

import io.millrace.state.serde.Serde;
import io.millrace.state.serde.StateSerde;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Writes accumulators as another serde does something that stands for them, in its form, and so reads what that reads.
 *
 * @param <A> the accumulators
 * @param <W> what is written
 */
public abstract class ConvertedSerde<A, W> extends StateSerde<A> {

    private static final long serialVersionUID = 1;

    private final Serde<W> serde;

    /** What another serde writes. */
    protected ConvertedSerde(Serde<W> serde) {
        super(Serde.formOf(serde));
        this.serde = serde;
    }

    /** What is written in place of an accumulator. */
    protected abstract W written(A accumulator);

    /** The accumulator that something was written for. */
    protected abstract A made(W written) throws IOException;

    @Override
    public final void write(A accumulator, DataOutput out) throws IOException {
        serde.write(written(accumulator), out);
    }

    @Override
    public final A read(DataInput in) throws IOException {
        return made(serde.read(in));
    }

    @Override
    public final Reader<? extends A> readerOf(String writtenForm) throws IOException {
        Reader<? extends W> reader = Serde.readerFor(serde, writtenForm);
        return in -> made(reader.read(in));
    }
}
