package io.millrace.function;

import java.io.Serializable;

/**
 * A condition on a value.
 *
 * @param <T> the value
 */
@FunctionalInterface
public interface PredicateFn<T> extends Serializable {

    /**
     * Tells whether the value satisfies the condition.
     *
     * @param value the value, never null
     * @return whether it does
     * @throws Exception whatever the user's code throws; it fails the job
     */
    boolean test(T value) throws Exception;
}
