package io.millrace.function;

import java.io.Serializable;

/**
 * A function of two values.
 *
 * @param <A> the first argument
 * @param <B> the second argument
 * @param <R> the result
 */
@FunctionalInterface
public interface BiFn<A, B, R> extends Serializable {

    /**
     * Applies the function.
     *
     * @param first the first argument
     * @param second the second argument
     * @return the result
     * @throws Exception whatever the user's code throws; it fails the job
     */
    R apply(A first, B second) throws Exception;
}
