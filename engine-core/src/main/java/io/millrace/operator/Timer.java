package io.millrace.operator;

import java.time.Instant;

/**
 * A named timer of a {@link KeyedProcess}: at most one time per key. Works on the key of the event or timer at hand.
 * Timers are part of snapshots. Confined to the task's thread.
 */
public interface Timer {

    /**
     * Sets the time at which the callback runs for the current key, in place of an earlier setting. A time that has
     * already passed means as soon as possible.
     *
     * @param time when
     */
    void set(Instant time);

    /** Clears the time for the current key, if there is one. */
    void clear();

    /**
     * The time set for the current key.
     *
     * @return when, or null if it is not set
     */
    Instant time();

    /**
     * What a timer does.
     *
     * @param <K> the keys
     * @param <R> the results of the operator
     */
    @FunctionalInterface
    interface Callback<K, R> {

        /**
         * The time has come.
         *
         * @param context the key and the time that was set
         * @param out where results go
         * @throws Exception fails the job
         */
        void onTimer(KeyedContext<K> context, Emitter<R> out) throws Exception;
    }
}
