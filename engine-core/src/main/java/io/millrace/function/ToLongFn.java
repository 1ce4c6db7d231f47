package io.millrace.function;

import java.io.Serializable;

/**
 * A function to a primitive {@code long}.
 *
 * @param <T> the argument
 */
@FunctionalInterface
public interface ToLongFn<T> extends Serializable {

    /**
     * Applies the function.
     *
     * @param value the argument, never null
     * @return the result, unboxed
     * @throws Exception whatever the user's code throws; it fails the job
     */
    long applyAsLong(T value) throws Exception;
}
