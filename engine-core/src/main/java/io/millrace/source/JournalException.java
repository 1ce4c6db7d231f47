package io.millrace.source;

/**
 * An event could not be written to the journal of a {@link JournalSource}: it has not been accepted, and the message says what is wrong with the disk, the directory or the event.
 * When it was not the event, it may be emitted again.
 */
public final class JournalException extends RuntimeException {

    private static final long serialVersionUID = 1;

    JournalException(String message, Throwable cause) {
        super(message, cause);
    }
}
