package io.millrace.function;

import java.util.function.LongSupplier;

/** What {@link MonomorphicTest} has copied. */
final class Doubling implements LongSupplier {

    private final Fn<Long, Long> function;

    Doubling(Fn<Long, Long> function) {
        if (function instanceof MonomorphicTest.Refused) {
            throw new IllegalArgumentException("refused");
        }
        this.function = function;
    }

    @Override
    public long getAsLong() {
        try {
            return 2 * function.apply(1L);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
