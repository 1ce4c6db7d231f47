package io.millrace.source;

import io.millrace.function.SupplierFn;
import java.util.Iterator;
import java.util.Objects;

/** What an iterator gives, which is made anew for each job. */
final class IteratorSource<T> implements Source<T> {

    private static final long serialVersionUID = 1;

    private final SupplierFn<? extends Iterator<? extends T>> supplier;

    IteratorSource(SupplierFn<? extends Iterator<? extends T>> supplier) {
        this.supplier = supplier;
    }

    @Override
    public SourceReader<T> open(SourceContext context) {
        return new IteratorReader<>(context, iterator(context), false);
    }

    private Iterator<? extends T> iterator(SourceContext context) {
        try {
            return Objects.requireNonNull(supplier.get(), "the supplier of the iterator returned null");
        } catch (Throwable e) {
            throw context.failure(e, null);
        }
    }
}
