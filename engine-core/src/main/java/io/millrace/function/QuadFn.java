package io.millrace.function;

import java.io.Serializable;

/**
 * A function of four values.
 *
 * @param <A> the first argument
 * @param <B> the second argument
 * @param <C> the third argument
 * @param <D> the fourth argument
 * @param <R> the result
 */
@FunctionalInterface
public interface QuadFn<A, B, C, D, R> extends Serializable {

    /**
     * Applies the function.
     *
     * @param first the first argument
     * @param second the second argument
     * @param third the third argument
     * @param fourth the fourth argument
     * @return the result
     * @throws Exception whatever the user's code throws; it fails the job
     */
    R apply(A first, B second, C third, D fourth) throws Exception;
}
