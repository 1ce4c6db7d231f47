package io.millrace.window.aggregate;

import io.millrace.function.Fn;
import io.millrace.function.LambdaTypes;
import io.millrace.state.serde.NoSerdeException;
import io.millrace.state.serde.Type;
import java.util.Arrays;

/** The types of what accumulators hold, or an error that says how to tell them. */
final class HeldTypes {

    private HeldTypes() {}

    @SuppressWarnings("unchecked") // the events of an aggregate are of the type that it is given
    static <T> Type<T> ofEvents(String aggregate, Type<?> events) {
        if (events == null) {
            throw new NoSerdeException(aggregate + "() keeps events, whose type is not known: say it with"
                    + " .typed(Trade.class), or whatever they are, before keyBy");
        }
        return (Type<T>) events;
    }

    static <V> Type<V> ofResults(String aggregate, Fn<?, ? extends V> function) {
        Type<V> type = LambdaTypes.ofResult(function);
        if (type == null) {
            throw new NoSerdeException(aggregate + "(...) keeps what its function returns, whose type is not known:"
                    + " say it with " + aggregate + "(Fn.typed(function, new Type<...>() {}))");
        }
        return type;
    }

    /** A generic type, or null where an argument of it is not known. */
    static Type<?> generic(Class<?> raw, Type<?>... arguments) {
        return Arrays.asList(arguments).contains(null) ? null : Type.of(raw, arguments);
    }
}
