package io.millrace.time;

import io.millrace.function.Fn;
import io.millrace.function.ToLongFn;
import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;

/**
 * How an event tells its time. A class rather than a functional interface, so that
 * {@code timestamps(Transaction::time, ...)} with a function to {@link Instant} stays unambiguous.
 *
 * @param <T> the event
 */
public final class Timestamps<T> implements Serializable {

    private static final long serialVersionUID = 1;

    private final ToLongFn<? super T> function;

    private Timestamps(ToLongFn<? super T> function) {
        this.function = Objects.requireNonNull(function, "function");
    }

    /**
     * Timestamps as milliseconds since the epoch: the form that allocates nothing.
     *
     * @param <T> the event
     * @param function from event to epoch milliseconds
     * @return the timestamps
     */
    public static <T> Timestamps<T> millis(ToLongFn<? super T> function) {
        return new Timestamps<>(function);
    }

    /**
     * Timestamps as instants.
     *
     * @param <T> the event
     * @param function from event to its instant; a null instant fails the job
     * @return the timestamps
     */
    public static <T> Timestamps<T> instants(Fn<? super T, Instant> function) {
        Objects.requireNonNull(function, "function");
        return new Timestamps<>(event ->
                EventTime.of(Objects.requireNonNull(function.apply(event), "the timestamp function returned null")));
    }

    /**
     * The timestamp of an event.
     *
     * @param event the event
     * @return epoch milliseconds
     * @throws Exception what the user's function throws
     */
    public long of(T event) throws Exception {
        return function.applyAsLong(event);
    }

    /**
     * The function itself, for a loop that is to call nothing else.
     *
     * @return from event to epoch milliseconds
     */
    public ToLongFn<? super T> function() {
        return function;
    }
}
