package io.millrace.window.spi;

import io.millrace.state.serde.NoSerdeException;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import java.io.Serializable;

/**
 * Decides when a window of a key emits a result besides at its end. One instance serves all tasks; what it has to
 * remember of a window is its state. A trigger is asked when it next wants to be called, so there is no timer to be set
 * or forgotten. Its {@code toString} is shown where the pipeline is described.
 *
 * <p>A window that {@linkplain #emitsAtEnd emits at its end} emits at once for each late event that is still allowed,
 * without the trigger being asked.
 *
 * @param <R> the results that it looks at
 * @param <S> its state of a key and window, mutable, part of snapshots
 */
public interface Trigger<R, S> extends Serializable {

    /** The time of something that does not happen. */
    long NEVER = Long.MAX_VALUE;

    /**
     * Makes the state of a new window.
     *
     * @return a new state, never null
     */
    S create();

    /**
     * An event has been added to the window.
     *
     * @param state the state of the window
     * @param window the window
     * @return whether to emit the result
     * @throws Exception fails the job
     */
    boolean onEvent(S state, TriggerContext<? extends R> window) throws Exception;

    /**
     * The time asked for with {@link #nextTime} has come. Afterwards {@code nextTime} has to tell a later time.
     *
     * @param state the state of the window
     * @param window the window
     * @return whether to emit the result
     * @throws Exception fails the job
     */
    default boolean onTime(S state, TriggerContext<? extends R> window) throws Exception {
        return false;
    }

    /**
     * When to call {@link #onTime} next. Asked after each call; it must not depend on anything but the state.
     *
     * @param state the state of the window
     * @return epoch milliseconds, or {@link #NEVER}
     */
    default long nextTime(S state) {
        return NEVER;
    }

    /**
     * Whether the trigger's times are those of the clock, even where the windows are on event time. There the clock shows
     * the time of day of the beginning and measures how much time has passed since: it is not set.
     *
     * @return whether it goes by the clock; false unless overridden
     */
    default boolean usesProcessingTime() {
        return false;
    }

    /**
     * Whether the window emits at its end too.
     *
     * @return whether it does; true unless overridden
     */
    default boolean emitsAtEnd() {
        return true;
    }

    /**
     * The type of the states, which snapshots need.
     *
     * @return the type; null unless overridden, which a job that takes snapshots refuses
     */
    default Type<S> stateType() {
        return null;
    }

    /**
     * How states are written. Asked for when a job that takes snapshots opens an operator; to be overridden where
     * {@link #stateType} does not say all.
     *
     * @param serdes the serdes of the job
     * @return the serde
     * @throws NoSerdeException when the type is not known or cannot be written; it says what to do
     */
    default Serde<S> stateSerde(SerdeRegistry serdes) {
        Type<S> type = stateType();
        if (type == null) {
            throw new NoSerdeException(
                    "trigger " + this + " does not tell the type of its state: override stateType()");
        }
        return serdes.serde(type);
    }

    /**
     * Two windows become one; called for windows that merge, such as sessions, and for no others.
     *
     * @param state the state of the earlier one, which becomes that of both
     * @param other the state of the later one, not used any more
     */
    void merge(S state, S other);
}
