package io.millrace.window.aggregate;

import io.millrace.function.Fn;
import java.io.Serializable;
import java.util.Comparator;
import java.util.Objects;

/** The order of what a function says of events; serializable, and what the function throws comes as it is. */
public record ByValue<T, C extends Comparable<? super C>>(String aggregate, Fn<? super T, ? extends C> value)
        implements Comparator<T>, Serializable {

    @Override
    public int compare(T one, T other) {
        return valueOf(one).compareTo(valueOf(other));
    }

    private C valueOf(T event) {
        try {
            return Objects.requireNonNull(value.apply(event), () -> "a value of " + aggregate + " is null");
        } catch (Exception e) {
            throw asIs(e);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"
    }) // what calls comparators lets every exception through
    private static <E extends Exception> RuntimeException asIs(Exception exception) throws E {
        throw (E) exception;
    }
}
