package io.millrace.function;

import java.io.Serializable;

/**
 * A function to a primitive {@code double}.
 *
 * @param <T> the argument
 */
@FunctionalInterface
public interface ToDoubleFn<T> extends Serializable {

    /**
     * Applies the function.
     *
     * @param value the argument, never null
     * @return the result, unboxed
     * @throws Exception whatever the user's code throws; it fails the job
     */
    double applyAsDouble(T value) throws Exception;
}
