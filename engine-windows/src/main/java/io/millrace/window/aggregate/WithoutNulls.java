package io.millrace.window.aggregate;

import io.millrace.state.serde.Serde;
import io.millrace.state.serde.StateSerde;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collection;

/** Collections that hold no null, and are read with none. */
final class WithoutNulls<C extends Collection<?>> extends StateSerde<C> {

    private final Serde<C> collections;

    WithoutNulls(Serde<C> collections) {
        super(collections.form());
        this.collections = collections;
    }

    @Override
    public void write(C collection, DataOutput out) throws IOException {
        collections.write(collection, out);
    }

    @Override
    public C read(DataInput in) throws IOException {
        C collection = collections.read(in);
        for (Object element : collection) {
            if (element == null) {
                throw new IOException("Damaged " + form() + ": it holds a null");
            }
        }
        return collection;
    }
}
