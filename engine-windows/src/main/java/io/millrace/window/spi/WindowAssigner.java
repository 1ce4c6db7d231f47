package io.millrace.window.spi;

import java.io.Serializable;

/**
 * Says which windows an event belongs to. One instance serves all tasks, so it has no mutable fields. The operator looks
 * at each window of each event, which suits windows that differ from key to key; those that are the same for all keys
 * are cheaper as {@link io.millrace.window.Windows} has them.
 *
 * @param <T> the events
 */
@FunctionalInterface
public interface WindowAssigner<T> extends Serializable {

    /** Takes the windows of an event. */
    @FunctionalInterface
    interface Assignment {

        /**
         * Adds a window.
         *
         * @param start the first timestamp of the window, epoch milliseconds
         * @param end the end of the window, itself not included; not before the start. {@link Long#MAX_VALUE} for a
         *     window that ends with the stream. With the start as its end a window holds no time: one that merges adds
         *     its event to the window that it falls into and does not extend it
         */
        void add(long start, long end);
    }

    /**
     * Tells the windows of an event. An event may belong to none; it is then skipped.
     *
     * @param event the event
     * @param timestamp its timestamp, epoch milliseconds; {@link io.millrace.time.EventTime#NONE} where it has none and
     *     {@link #needsTimestamps} does not ask for one
     * @param windows takes the windows
     * @throws Exception fails the job
     */
    void assign(T event, long timestamp, Assignment windows) throws Exception;

    /**
     * Whether the windows of a key that overlap, or leave no time between them, become one: sessions.
     *
     * @return whether windows merge; false unless overridden
     */
    default boolean mergesWindows() {
        return false;
    }

    /**
     * Whether windows depend on the timestamps of the events.
     *
     * @return whether it needs them; true unless overridden
     */
    default boolean needsTimestamps() {
        return true;
    }
}
