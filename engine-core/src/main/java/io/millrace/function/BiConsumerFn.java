package io.millrace.function;

import java.io.Serializable;

/**
 * An action on two values.
 *
 * @param <A> the first argument
 * @param <B> the second argument
 */
@FunctionalInterface
public interface BiConsumerFn<A, B> extends Serializable {

    /**
     * Takes the values.
     *
     * @param first the first argument
     * @param second the second argument
     * @throws Exception whatever the user's code throws; it fails the job
     */
    void accept(A first, B second) throws Exception;
}
