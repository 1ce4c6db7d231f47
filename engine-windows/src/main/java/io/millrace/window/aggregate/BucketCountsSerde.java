package io.millrace.window.aggregate;

import io.millrace.state.serde.Serde;
import io.millrace.state.serde.StateSerde;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Writes {@link BucketCounts}, and reads nothing that those cannot be. */
final class BucketCountsSerde extends StateSerde<long[][]> {

    private final Serde<long[][]> arrays;

    BucketCountsSerde(Serde<long[][]> arrays) {
        super(arrays.form());
        this.arrays = arrays;
    }

    @Override
    public void write(long[][] counts, DataOutput out) throws IOException {
        arrays.write(counts, out);
    }

    @Override
    public long[][] read(DataInput in) throws IOException {
        long[][] counts = arrays.read(in);
        if (!BucketCounts.arePossible(counts)) {
            throw new IOException("Damaged counts of buckets: they are not those of ascending buckets that occur");
        }
        return counts;
    }
}
