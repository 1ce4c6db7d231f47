package io.millrace.function;

import java.io.Serializable;

/**
 * A function of three values.
 *
 * @param <A> the first argument
 * @param <B> the second argument
 * @param <C> the third argument
 * @param <R> the result
 */
@FunctionalInterface
public interface TriFn<A, B, C, R> extends Serializable {

    /**
     * Applies the function.
     *
     * @param first the first argument
     * @param second the second argument
     * @param third the third argument
     * @return the result
     * @throws Exception whatever the user's code throws; it fails the job
     */
    R apply(A first, B second, C third) throws Exception;
}
