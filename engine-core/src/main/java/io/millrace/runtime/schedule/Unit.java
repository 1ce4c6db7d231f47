package io.millrace.runtime.schedule;

import io.millrace.edge.Waker;
import org.agrona.concurrent.Agent;

/**
 * What a scheduler runs: an agent whose {@link #doWork()} does one short step. A unit never throws out of a step; it
 * reports to its job. Exactly one thread at a time runs a unit, always the same under threads.
 */
public interface Unit extends Agent, Waker {

    /** No deadline. */
    long NO_DEADLINE = Long.MAX_VALUE;

    @Override
    int doWork();

    /** Whether it has closed and need not be run again. */
    boolean isDone();

    /** Whether a step may block, so that it needs a thread of its own. */
    boolean needsOwnThread();

    /** Whether it may be interrupted, when the job is torn down, in whatever it is blocked in. */
    default boolean isInterruptible() {
        return needsOwnThread();
    }

    /** Whether another attempt at the job may begin though this one is in a step that does not end. */
    default boolean mayOutliveItsAttempt() {
        return true;
    }

    /** The operator whose function is being called, as far as that can be told from any thread, for people; or empty. */
    default String doing() {
        return "";
    }

    /** The part of its node's work that it does; nothing better is known of how units compare. */
    double share();

    /** Nanoseconds from now until it has something to do though nobody wakes it, or {@link #NO_DEADLINE}. */
    long nanosToDeadline();

    /**
     * Nanoseconds from now until a step of it would give back memory that it does not need any more, or
     * {@link #NO_DEADLINE}. Asked when nothing else is to be done.
     */
    default long nanosToShed() {
        return NO_DEADLINE;
    }

    /** Says who runs it; once, before the first step. */
    void runBy(Waker scheduler);
}
