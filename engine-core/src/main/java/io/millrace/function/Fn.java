package io.millrace.function;

import io.millrace.function.LambdaTypes.TypedFn;
import io.millrace.state.serde.Type;
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

    /**
     * A function that says of what type its results are, for keys and values of which snapshots need the type and the
     * JDK does not know it, such as generic ones.
     *
     * @param <T> the argument
     * @param <R> the result
     * @param function the function
     * @param results the type of its results, such as {@code new Type<List<String>>() {}}
     * @return the same function with that type
     */
    static <T, R> Fn<T, R> typed(Fn<? super T, ? extends R> function, Type<R> results) {
        return new TypedFn<>(function, results);
    }
}
