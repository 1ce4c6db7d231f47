package io.millrace.function;

import java.io.Serializable;

/**
 * An action on a value.
 *
 * @param <T> the value
 */
@FunctionalInterface
public interface ConsumerFn<T> extends Serializable {

    /**
     * Takes the value.
     *
     * @param value the value, never null
     * @throws Exception whatever the user's code throws; it fails the job
     */
    void accept(T value) throws Exception;
}
