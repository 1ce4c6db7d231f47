package io.millrace.window.aggregate;

import io.millrace.operator.Aggregate;

/** An aggregate most of whose accumulators are small, so that a task can keep them as numbers. */
public interface Packable<T, A, R> extends Aggregate<T, A, R> {

    /** Whether it is, where that depends on others that it is made of. */
    default boolean isPackable() {
        return true;
    }

    /** How one task does that. */
    Packing<T, A, R> packing();
}
