package io.millrace.function;

import io.millrace.state.serde.Type;
import java.util.Objects;

/** A function and the type of its results. */
record TypedFn<T, R>(Fn<? super T, ? extends R> function, Type<R> results) implements Fn<T, R> {

    TypedFn {
        Objects.requireNonNull(function, "the function must not be null");
        Objects.requireNonNull(results, "the type of the results must not be null");
    }

    @Override
    public R apply(T value) throws Exception {
        return function.apply(value);
    }

    @Override
    public String toString() {
        return function + " to " + results;
    }
}
