package io.millrace.function;

import java.io.Serializable;

/**
 * A function of one value.
 *
 * @param <T> the argument
 * @param <R> the result
 */
@FunctionalInterface
public interface Fn<T, R> extends Serializable {

    /**
     * Applies the function.
     *
     * @param value the argument, never null
     * @return the result
     * @throws Exception whatever the user's code throws; it fails the job
     */
    R apply(T value) throws Exception;
}
