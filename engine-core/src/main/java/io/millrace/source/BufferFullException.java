package io.millrace.source;

/** The buffer of a push source is full, and it was told {@link OnFull#fail()}: the event has not been accepted. */
public final class BufferFullException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    BufferFullException(String message) {
        super(message);
    }
}
