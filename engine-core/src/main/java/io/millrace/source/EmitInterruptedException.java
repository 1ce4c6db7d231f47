package io.millrace.source;

/**
 * A thread was interrupted while it waited in {@link PushSource#emit}. The event was not taken, and the thread's
 * interrupt flag is set again.
 */
public final class EmitInterruptedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    EmitInterruptedException() {
        super("interrupted while waiting for room in a push source; the event was not taken");
    }
}
