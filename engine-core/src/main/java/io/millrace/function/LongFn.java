package io.millrace.function;

import java.io.Serializable;

/**
 * A function of a primitive {@code long}.
 *
 * @param <R> the result
 */
@FunctionalInterface
public interface LongFn<R> extends Serializable {

    /**
     * Applies the function.
     *
     * @param value the argument
     * @return the result
     * @throws Exception whatever the user's code throws; it fails the job
     */
    R apply(long value) throws Exception;
}
