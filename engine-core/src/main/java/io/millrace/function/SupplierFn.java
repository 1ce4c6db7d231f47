package io.millrace.function;

import java.io.Serializable;

/**
 * A supplier of values; where it makes operators it is called once per parallel task.
 *
 * @param <T> what is supplied
 */
@FunctionalInterface
public interface SupplierFn<T> extends Serializable {

    /**
     * Makes or fetches a value.
     *
     * @return the value, never null
     * @throws Exception whatever the user's code throws; it fails the job
     */
    T get() throws Exception;
}
