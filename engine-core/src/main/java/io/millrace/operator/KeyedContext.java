package io.millrace.operator;

import java.time.Instant;

/**
 * The event or timer that a {@link KeyedProcess} is at, valid during the call only; and which instance of it this is.
 *
 * @param <K> the keys
 */
public interface KeyedContext<K> extends TaskContext {

    /**
     * The current key.
     *
     * @return the key
     */
    K key();

    /**
     * The event time of the event at hand, or the time that the timer was set to.
     *
     * @return the time
     * @throws IllegalStateException when the event has no timestamp
     */
    Instant timestamp();

    /**
     * The current watermark: no more events at or before it are expected. Part of snapshots, so that it does not go back
     * for a key when a job goes on from one.
     *
     * @return the watermark, {@link Instant#MIN} before the first and {@link Instant#MAX} at the end
     */
    Instant watermark();

    /**
     * The time of day, by the injected clock. It never goes back: when the clock is set back it runs on as fast as time
     * passes.
     *
     * @return the time
     */
    Instant processingTime();

    /**
     * Emits to a side output, with the timestamp of the event or timer at hand.
     *
     * @param <S> the events of the side output
     * @param output the side output
     * @param value the event, not null
     */
    <S> void emit(SideOutput<S> output, S value);
}
