package io.millrace.state.serde;

/** There is no serde for a type, or a type is not known: the message names what it is about and says what to do. */
public final class NoSerdeException extends IllegalArgumentException {
    /**
     * An error without a cause.
     *
     * @param message names the thing and the remedy
     */
    public NoSerdeException(String message) {
        super(message);
    }

    /**
     * An error that says more than its cause.
     *
     * @param message names the thing and the remedy
     * @param cause what it is made of
     */
    public NoSerdeException(String message, Throwable cause) {
        super(message, cause);
    }
}
