package io.millrace.operator;

import java.util.Objects;

/**
 * An event that an operator keeps, with its timestamp: for {@linkplain OperatorContext#operatorState state} of operators
 * whose events are of a type that is known when the pipeline is built, as in
 * {@code ListSpec.of("waiting", Type.of(Kept.class, typeOfEvents))}.
 *
 * @param <E> the events
 * @param event the event, not null
 * @param timestamp its timestamp, epoch milliseconds, or {@link io.millrace.time.EventTime#NONE}
 */
public record Kept<E>(E event, long timestamp) {

    /** Checks that there is an event. */
    public Kept {
        Objects.requireNonNull(event, "event");
    }
}
