package io.millrace.source;

import java.util.OptionalInt;

/**
 * An event could not be written to the journal of a {@link JournalSource}: it has not been accepted, and the message says what is wrong with the disk, the directory or the event.
 * When it was not the event, it may be emitted again.
 */
public final class JournalException extends RuntimeException {

    private static final long serialVersionUID = 1;
    private static final int NONE = -1;

    private final int event;

    JournalException(String message, Throwable cause) {
        this(message, cause, NONE);
    }

    /** @param event which one it is that cannot be written, from 0 */
    JournalException(String message, Throwable cause, int event) {
        super(message, cause);
        this.event = event;
    }

    /** The same, thrown by another thread. */
    JournalException rethrown() {
        return new JournalException(getMessage(), getCause(), event);
    }

    /**
     * Which of the events that were to be emitted together cannot be made bytes: it never can, and {@link #getCause()} says why.
     *
     * @return from 0; empty when it is the disk or the directory
     */
    public OptionalInt unwritableEvent() {
        return event == NONE ? OptionalInt.empty() : OptionalInt.of(event);
    }
}
